import type { Command } from 'commander'
import { Failure } from './failure.ts'
import type { InvokeOptions } from './invoke.io.ts'

const action = async (
  file: string | undefined,
  { batch, ...options }: InvokeOptions & { readonly batch?: boolean },
): Promise<0 | 1> => {
  if (batch === true) {
    if (file !== undefined) throw new Failure('✘ --batch reads functions from standard input, and no FILE', 2)
    const { invokeBatch } = await import('./invoke-batch.io.ts')
    return invokeBatch()
  }
  if (file === undefined) throw new Failure('✘ no function is named\n  → understudy invoke FILE', 2)
  const { invoke } = await import('./invoke.io.ts')
  return invoke(file, options)
}

/** `understudy invoke`. */
export const addInvokeCommand = (program: Command): void => {
  program
    .command('invoke')
    .description('run one CloudFront Function on one event, answered like AWS TestFunction')
    .argument('[file]', 'JavaScript as it gets deployed, or TypeScript, which is bundled')
    .option('-e, --event <file>', 'event object, version 1.0, - for standard input; by default GET /')
    .option('--runtime <1.0|2.0>', 'runtime of the function', '2.0')
    .option('--type <event>', 'viewer-request or viewer-response; by default what the event says')
    .option('--kvs <file>', 'contents of the associated key value store, as in an import file')
    .option('--batch', 'lines {id, code or file, runtime, event, kvs} in, lines {id, got} or {id, error} out')
    .option('--json', 'the whole answer as JSON on stdout')
    .addHelpText('after', '\nExample:\n  understudy invoke functions/viewer-request/handler.ts')
    .action(async (file: string | undefined, options) => {
      process.exitCode = await action(file, options)
    })
}
