import { PLAN_OF_TERRAFORM } from './what-to-load.ts'

/** A file that people take for a configuration: what it is, and what to give instead. */
export interface ForeignFile {
  readonly what: string
  readonly remedy: string
}

const TERRAFORM_REMEDY =
  'terraform show -json > state.json after apply, or of a plan: terraform show -json PLAN > plan.json'
const ANSWER_REMEDY = 'aws cloudfront get-distribution --id ID > distribution.json, and load that'

interface Sign extends ForeignFile {
  readonly ending?: RegExp
  readonly beginning?: RegExp
}

/** Known by its ending or by how it begins. Nothing here is a CloudFormation template, whatever its ending. */
const SIGNS: readonly Sign[] = [
  { ending: /\.(tf|tofu|hcl|tfvars)$/, what: 'a source of Terraform', remedy: TERRAFORM_REMEDY },
  {
    beginning: /^\s*(#[^\n]*\n\s*)*(resource|data|module|provider|terraform|variable|locals)\b[^\n:]*\{/,
    what: 'Terraform in words, not in JSON',
    remedy: TERRAFORM_REMEDY,
  },
  {
    ending: /(^|\/)sst\.config\.\w+$/,
    what: 'a source of SST',
    remedy: ANSWER_REMEDY,
  },
  {
    ending: /\.([cm]?[jt]sx?|py|go|java|cs|rb|kt)$/,
    what: 'source code',
    remedy:
      'of the CDK load the folder that cdk synth writes (cdk.out), of the Serverless Framework the packaged template',
  },
  { ending: /\.toml$/, what: 'a file of settings', remedy: 'of SAM load template.yaml, or what sam build writes' },
  { ending: /\.arc$/, what: 'a source of Architect', remedy: 'arc deploy --dry-run, and load sam.json' },
  {
    beginning: /^\s*<(\?xml|!doctype|html|DistributionConfig|Distribution)\b/i,
    what: 'XML',
    remedy: 'give the answer in JSON: aws cloudfront get-distribution --id ID --output json > distribution.json',
  },
  {
    beginning: /^\s*\{"@(level|message)"/,
    what: 'a log of Terraform',
    remedy: PLAN_OF_TERRAFORM,
  },
  {
    beginning: /(^|\n)[ \t]*\{%-?[ \t]*\w/,
    what: 'a template of another tool ({% … %}), not filled in',
    remedy: 'load what that tool writes of it',
  },
]

/** What a text is that no reader reads; undefined for what may be a configuration. */
export const foreignFile = (file: string, text: string): ForeignFile | undefined =>
  SIGNS.find(
    ({ ending, beginning }) => ending?.test(file) === true || beginning?.test(text.slice(0, BEGINNING)) === true,
  )

const BEGINNING = 4_096
