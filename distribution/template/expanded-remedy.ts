/** What to do about a transform that nothing here can run. */
export const EXPANDED_REMEDY =
  'load the template as the transform expands it: aws cloudformation get-template --stack-name NAME --template-stage Processed --query TemplateBody > template.json'
