/** The name in a `Host` field: without port, lower case. */
export const hostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase()

/** `*.example.org` stands for one label before `.example.org`. */
const isCovered = (pattern: string, name: string): boolean =>
  pattern.startsWith('*.')
    ? name.slice(name.indexOf('.')) === pattern.slice(1) && !name.startsWith('.')
    : pattern === name

/** Whether a name is one of a distribution's (SEC-08). */
export const isNamed = (names: readonly string[], name: string): boolean =>
  names.some(pattern => isCovered(pattern, name))
