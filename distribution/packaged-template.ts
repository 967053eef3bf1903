/** Where `osls package` leaves the complete template, relative to the service. */
export const PACKAGED_TEMPLATE = '.serverless/cloudformation-template-update-stack.json'
