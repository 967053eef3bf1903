export const REGION = 'us-east-1'
export const ACCOUNT_ID = '123456789012'
export const STACK_NAME = 'understudy'

/** What `Ref` gives for the pseudo parameters on the stage; `AWS::NoValue` is not among them because it removes the property. */
export const PSEUDO_PARAMETERS: ReadonlyMap<string, string | readonly string[]> = new Map<
  string,
  string | readonly string[]
>([
  ['AWS::AccountId', ACCOUNT_ID],
  ['AWS::NotificationARNs', []],
  ['AWS::Partition', 'aws'],
  ['AWS::Region', REGION],
  [
    'AWS::StackId',
    `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${STACK_NAME}/00000000-0000-4000-8000-000000000000`,
  ],
  ['AWS::StackName', STACK_NAME],
  ['AWS::URLSuffix', 'amazonaws.com'],
])

export const NO_VALUE = 'AWS::NoValue'
