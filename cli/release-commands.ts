import type { Command } from 'commander'
import { DEFAULT_RETENTION } from '../release/retention.ts'

/** `understudy release …`. */
export const addReleaseCommands = (program: Command): void => {
  const release = program
    .command('release')
    .description(
      'a release: publish assets without breaking older pages, list, roll back; compare functions with CloudFront',
    )
  addPublish(release)
  addList(release)
  addRollback(release)
  addVerify(release)
}

const withBucket = (command: Command): Command =>
  command
    .option('--bucket <name>', 'a bucket of S3; region and credentials from the environment, AWS_ENDPOINT_URL honoured')
    .option('--stage <local>', 'the bucket of `understudy start` in this folder')
    .option('--folder <path>', 'a folder that plays the bucket')

const withRetention = (command: Command): Command =>
  command
    .option('--keep <n>', 'keep the assets of so many releases', String(DEFAULT_RETENTION.keep))
    .option('--keep-days <n>', 'and of each that was live within so many days', String(DEFAULT_RETENTION.keepDays))

const withChange = (command: Command): Command =>
  withRetention(withBucket(command))
    .option('--dry-run', 'print every step and change nothing')
    .option('--take-over', 'go on although another publish that was interrupted still holds the bucket')
    .option('--json', 'the result, or the plan, as JSON on stdout')

const addPublish = (release: Command): void => {
  withChange(
    release
      .command('publish')
      .description('upload a built client: assets first, static-index.html last; nothing is deleted')
      .argument('<dir>', 'folder with assets/, files of the root and static-index.html')
      .option('--name <name>', 'name of the release; made of its content by default'),
  )
    .addHelpText('after', '\nExample:\n  understudy release publish dist/site/client/v4 --stage local --name v4')
    .action(async (dir: string, options) => {
      const { publish } = await import('./release-publish.io.ts')
      await publish(dir, options)
    })
}

const addList = (release: Command): void => {
  withRetention(withBucket(release.command('list').description('releases with time, live mark, assets and retention')))
    .option('--json', 'as JSON on stdout')
    .addHelpText('after', '\nExample:\n  understudy release list --stage local')
    .action(async options => {
      const { list } = await import('./release-list.io.ts')
      await list(options)
    })
}

const addRollback = (release: Command): void => {
  withChange(
    release
      .command('rollback')
      .description('make an older release live again, if all of it is still there')
      .argument('[name]', 'release to go back to; by default the one that was live before'),
  )
    .addHelpText('after', '\nExample:\n  understudy release rollback --stage local --dry-run')
    .action(async (name: string | undefined, options) => {
      const { rollback } = await import('./release-rollback.io.ts')
      await rollback(name, options)
    })
}

const addVerify = (release: Command): void => {
  release
    .command('verify')
    .description('run the cases of a CloudFront Function here and at CloudFront (TestFunction), and show what differs')
    .argument('<function>', 'name of the function at CloudFront')
    .argument('<cases...>', 'case files, or folders with cases/*.json somewhere in them')
    .option('--stage <DEVELOPMENT|LIVE>', 'stage of the function', 'DEVELOPMENT')
    .option('--json', 'one JSON object a case on stdout')
    .addHelpText(
      'after',
      '\nExample:\n  understudy release verify understudy-production-viewer-request functions/viewer-request --stage LIVE',
    )
    .action(async (name: string, cases: string[], options) => {
      const { verify } = await import('./release-verify.io.ts')
      process.exitCode = await verify(name, cases, options)
    })
}
