/** What there are readers for. */
export const WHAT_LOADS =
  'load a CloudFormation template, a folder cdk.out, the answer of aws cloudfront get-distribution, or of terraform show -json'

/** Of a tool that nothing here reads. */
export const AS_THE_API_HAS_IT =
  'give the distribution as the API has it: aws cloudfront get-distribution-config --id ID > distribution.json'

/** Of a stack that is described without its template. */
export const TEMPLATE_OF_STACK =
  'aws cloudformation get-template --stack-name NAME --query TemplateBody > template.json'

export const PLAN_OF_TERRAFORM = 'terraform show -json PLAN > plan.json, and load that'
