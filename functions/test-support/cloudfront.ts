/** Stands for the module `cloudfront` of runtime 2.0 in unit tests: what the store holds goes in, what was logged comes out. */
export const world: { stored: () => unknown; logged: string[] } = {
  stored: () => {
    throw new Error('no KeyValueStore is associated')
  },
  logged: [],
}

export default {
  kvs: () => ({ get: async (_key: string, _options: { format: 'json' }) => world.stored() }),
  logCustomData: (data: string) => void world.logged.push(data),
}
