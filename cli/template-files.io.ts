import { existsSync } from 'node:fs'
import { PACKAGED_TEMPLATE } from '../distribution/packaged-template.ts'
import { Failure } from './failure.ts'

/** What `--template` names; without it, what `osls package` leaves. Throws a failure when there is neither. */
export const templateFiles = (given: readonly string[]): readonly string[] => {
  if (given.length > 0) return given
  if (existsSync(PACKAGED_TEMPLATE)) return [PACKAGED_TEMPLATE]
  throw new Failure(
    `✘ no --template is given, and there is no ${PACKAGED_TEMPLATE}\n` +
      '  → name what you deploy with: --template template.yml, --template cdk.out; or package the service first',
    2,
  )
}
