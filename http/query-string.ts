/** `&` is the only delimiter (KEY-11); nothing is decoded, `a` and `a=` stay different (KEY-14). Empty pieces are dropped. */
export const queryParameters = (queryString: string | undefined): string[] =>
  queryString === undefined || queryString === '' ? [] : queryString.split('&').filter(part => part !== '')

/** The name of one `name=value` piece. */
export const parameterName = (parameter: string): string => {
  const equals = parameter.indexOf('=')
  return equals === -1 ? parameter : parameter.slice(0, equals)
}
