import type { Command } from 'commander'

/** `understudy sign`. */
export const addSignCommand = (program: Command): void => {
  program
    .command('sign')
    .description('sign a URL for a behaviour with trusted key groups or signers, or make the cookies')
    .argument('<url>', 'URL as the viewer asks for it; with * in it a custom policy is made')
    .requiredOption('-k, --key-pair-id <id>', 'id of the public key; dev prints those of the template')
    .requiredOption('-f, --private-key <file>', 'RSA 2048 or ECDSA P-256, PEM')
    .option('-e, --expires <when>', 'a duration (90s, 30m, 1h, 7d), an ISO time, or seconds since 1970', '1h')
    .option('--starts <when>', 'not before; makes a custom policy')
    .option('--ip-address <address|range>', 'IPv4 only; makes a custom policy')
    .option('--resource <pattern>', 'what may be asked for, with * and ?; makes a custom policy')
    .option('--sha256', 'SHA-256 instead of SHA-1')
    .option('--cookies', 'a Cookie header instead of a URL')
    .option('--json', 'URL, cookies, fields and policy as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  understudy sign http://127.0.0.1:8080/film.mp4 -k K2ABC -f private.pem\n' +
        '  curl -H "$(understudy sign \'http://127.0.0.1:8080/*\' -k K2ABC -f private.pem --cookies)" http://127.0.0.1:8080/film.mp4',
    )
    .action(async (url: string, options) => {
      const { signCommand } = await import('./sign.io.ts')
      signCommand(url, options)
    })
}
