/** ROOT-01, ROOT-02, ROOT-08: only for exactly `/`, before behaviour and functions. */
export const withDefaultRootObject = (uri: string, defaultRootObject: string | undefined): string =>
  uri === '/' && defaultRootObject !== undefined && defaultRootObject !== '' ? `/${defaultRootObject}` : uri
