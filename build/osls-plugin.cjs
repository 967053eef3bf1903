'use strict'

const fs = require('node:fs')
const path = require('node:path')

const MARKER = 'file:'

/**
 * Three things osls cannot do by itself, done on the merged template:
 * the exact bytes of the built files become the code of the CloudFront Functions (osls would scan the code for its own
 * `${…}` variables), and `!Ref <Function>LambdaVersion` becomes the hashed id of the version that osls creates;
 * resources and outputs come in one order, whichever zip is ready first.
 */
module.exports = class EdgePlugin {
  constructor(serverless, options, { log } = {}) {
    this.serverless = serverless
    this.log = log
    this.hooks = {
      'before:package:initialize': () => this.requireBuilds(),
      'after:aws:package:finalize:mergeCustomProviderResources': () => this.finishTemplate(),
    }
  }

  /** Checked before the zips are made, where osls would only say that a handler's pattern matches nothing. */
  requireBuilds() {
    for (const { handler } of Object.values(this.serverless.service.functions)) {
      this.builtFile(handler.replace(/\.[^./]+$/, '.mjs'))
    }
  }

  finishTemplate() {
    const template = this.serverless.service.provider.compiledCloudFormationTemplate
    for (const resource of Object.values(template.Resources)) {
      if (resource.Type === 'AWS::CloudFront::Function') this.injectCode(resource.Properties)
    }
    const versions = versionIds(template.Resources)
    // osls adds what belongs to the functions as their zips get ready; the same sources give the same template.
    template.Resources = sortedByName(withVersions(template.Resources, versions))
    template.Outputs = sortedByName(template.Outputs)
  }

  injectCode(properties) {
    const code = properties.FunctionCode
    if (typeof code !== 'string' || !code.startsWith(MARKER)) return
    properties.FunctionCode = fs.readFileSync(this.builtFile(code.slice(MARKER.length)), 'utf8')
  }

  builtFile(relativePath) {
    const file = path.join(this.serverless.serviceDir, relativePath)
    if (fs.existsSync(file)) return file
    const { Error: UserError } = this.serverless.classes
    throw new UserError(`${relativePath} has not been built\n  → run npm run build first`, 'EDGE_FILE_NOT_BUILT')
  }
}

/** `OriginResponseLambdaVersion` → `OriginResponseLambdaVersion<hash>`, read from what each version belongs to. */
function versionIds(resources) {
  const ids = new Map()
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    if (Type !== 'AWS::Lambda::Version') continue
    const functionId = Properties.FunctionName.Ref
    ids.set(functionId.replace(/Function$/, 'Version'), id)
  }
  return ids
}

function withVersions(value, ids) {
  if (Array.isArray(value)) return value.map(item => withVersions(item, ids))
  if (value === null || typeof value !== 'object') return value
  if (typeof value.Ref === 'string' && ids.has(value.Ref)) return { ...value, Ref: ids.get(value.Ref) }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withVersions(item, ids)]))
}

function sortedByName(entries) {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)))
}
