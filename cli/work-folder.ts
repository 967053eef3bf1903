/** Where `understudy start` keeps its files, in the folder it is started in. */
export const WORK_FOLDER = '.understudy'

/** What the bucket of the local stage is made of. */
export const LOCAL_BUCKET_FOLDER = `${WORK_FOLDER}/bucket`
