/** CloudFormation's own templates stay far below; the recursion of the parsers stays far below the stack. */
export const NESTING_DEPTH_MAX = 100
