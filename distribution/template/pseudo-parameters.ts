export const REGION = 'us-east-1'
export const ACCOUNT_ID = '123456789012'
export const STACK_NAME = 'understudy'

export type PseudoParameters = ReadonlyMap<string, string | readonly string[]>

/** Those that may be given as if they were parameters: a stack elsewhere has others. */
export const GIVEN_PSEUDO_PARAMETERS = [
  'AWS::AccountId',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackName',
  'AWS::URLSuffix',
]

/** What `Ref` gives for the pseudo parameters on the stage; `AWS::NoValue` is not among them because it removes the property. */
export const pseudoParameters = (stackName: string, given: Readonly<Record<string, string>> = {}): PseudoParameters =>
  new Map<string, string | readonly string[]>([
    ...ofStack(stackName),
    ...Object.entries(given).filter(([name]) => GIVEN_PSEUDO_PARAMETERS.includes(name)),
  ])

const ofStack = (stackName: string): PseudoParameters =>
  new Map<string, string | readonly string[]>([
    ['AWS::AccountId', ACCOUNT_ID],
    ['AWS::NotificationARNs', []],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', REGION],
    [
      'AWS::StackId',
      `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${stackName}/00000000-0000-4000-8000-000000000000`,
    ],
    ['AWS::StackName', stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ])

export const NO_VALUE = 'AWS::NoValue'
