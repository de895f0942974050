/**
 * Every operation of a resolver or controller says who may call it: `@Requires(…)`, `@SignedIn()`, or, spelled out,
 * `@Public()`. The server refuses an operation that says nothing; this rule says so before it runs.
 */
const OPERATIONS = new Set(['Query', 'Mutation', 'Subscription', 'Get', 'Post', 'Put', 'Patch', 'Delete', 'All']);
const GUARDS = new Set(['Requires', 'SignedIn', 'Public']);

const nameOf = (decorator) => {
  const { expression } = decorator;
  return expression.type === 'CallExpression' ? expression.callee.name : expression.name;
};

export default {
  meta: {
    type: 'problem',
    messages: { unguarded: '{{operation}} "{{name}}" names no permission. Add @Requires(permission), @SignedIn() or @Public().' },
    schema: [],
  },
  create: (context) => ({
    MethodDefinition(node) {
      const decorators = (node.decorators ?? []).map(nameOf);
      const operation = decorators.find((name) => OPERATIONS.has(name));
      const classGuards = (node.parent.parent.decorators ?? []).map(nameOf);
      if (operation === undefined || [...decorators, ...classGuards].some((name) => GUARDS.has(name))) return;
      context.report({ node: node.key, messageId: 'unguarded', data: { operation: `@${operation}`, name: node.key.name ?? '?' } });
    },
  }),
};
