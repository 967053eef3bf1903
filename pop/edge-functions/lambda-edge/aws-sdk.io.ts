import { mkdir, readdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The scopes of the AWS SDK that the Node.js runtimes of Lambda bring along. */
const SCOPES = ['@aws-sdk', '@smithy']

/** `folder` and all above it. */
const upwards = (folder: string): readonly string[] => {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...upwards(parent)]
}

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}

/** Package name → folder; the first place that has a package wins. */
const findPackages = async (scope: string, places: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  for (const place of places) {
    const folder = join(place, 'node_modules', scope)
    for (const name of await namesIn(folder)) if (!found.has(name)) found.set(name, join(folder, name))
  }
  return found
}

/**
 * Links the packages of the AWS SDK that are installed here into `nodeModules`, as Lambda has them beside the code. They are looked for
 * from `codePlace` upwards, in the folder the stage was started in, and beside this package.
 */
export const linkAwsSdk = async (nodeModules: string, codePlace: string): Promise<void> => {
  const places = [...new Set([codePlace, process.cwd(), import.meta.dirname].flatMap(upwards))]
  for (const scope of SCOPES) {
    const packages = await findPackages(scope, places)
    if (packages.size === 0) continue
    await mkdir(join(nodeModules, scope), { recursive: true })
    // A junction needs no privilege on Windows; elsewhere the type does not matter.
    for (const [name, target] of packages) await symlink(target, join(nodeModules, scope, name), 'junction')
  }
}
