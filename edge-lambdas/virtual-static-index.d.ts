/** The text of the static page, put in by the build. */
declare module 'virtual:static-index.html' {
  const page: string
  export default page
}
