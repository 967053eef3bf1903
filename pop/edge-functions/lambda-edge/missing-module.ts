const NOT_FOUND = /Cannot find (?:package|module) '((?:@aws-sdk|@smithy)\/[^'/]+|aws-sdk)/

/** The text of an error, with what to do in its first line when it is about a module that Lambda brings along, or no longer does. */
export const withRemedy = (text: string): string => {
  const name = NOT_FOUND.exec(text)?.[1]
  if (name === undefined) return text
  const remedy =
    name === 'aws-sdk'
      ? 'nodejs18.x and later have no aws-sdk: bundle it, or use the clients of @aws-sdk'
      : `Lambda brings ${name} along; for the stage install it beside your template: npm install --save-dev ${name}`
  return text.replace(/$/m, ` → ${remedy}`)
}
