import { parseSync, traverse, type NodePath, type types } from '@babel/core';
import { UserError } from '../../lib/cli.js';

type Binding = NonNullable<ReturnType<NodePath['scope']['getBinding']>>;

/** A declaration of the bundle that stays or goes as a whole. */
interface Unit {
  /** Where it stands in the code: the declaration itself, then what only completes it. */
  readonly parts: types.Node[];
  /** What it names: needed as soon as it is. */
  readonly uses: Set<Unit>;
  /** Modules that run when first called, which give it its value: needed as soon as it is. */
  readonly givenBy: Set<Unit>;
  /** For a module that runs when first called: whether it gives others their value. */
  gives: boolean;
}

/** A call that only makes sure that a module has run. */
interface ModuleCall {
  readonly caller: Unit;
  readonly module: Unit;
  readonly node: types.Node;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const newUnit = (...parts: types.Node[]): Unit => ({
  parts,
  uses: new Set(),
  givenBy: new Set(),
  gives: false,
});

/** The function that holds the bundle: `(() => { … })()`. */
function bundleBody(code: string): NodePath<types.BlockStatement> {
  const program = parseSync(code, {
    sourceType: 'module',
    configFile: false,
    babelrc: false,
    compact: false,
  });
  let body: NodePath<types.BlockStatement> | undefined;
  traverse(program as types.File, {
    ArrowFunctionExpression(path) {
      const own = path.get('body');
      if (own.isBlockStatement() && path.parentPath.isCallExpression()) body = own;
      path.stop();
    },
  });
  if (body === undefined) throw new UserError('the renderer is not one function any more.');
  return body;
}

/** `o(() => { … })`: a module that runs when it is first called. */
function isModule(declaration: types.Node): boolean {
  if (declaration.type !== 'VariableDeclarator') return false;
  const { init } = declaration;
  if (init?.type !== 'CallExpression' || init.callee.type !== 'Identifier') return false;
  const [wrapped] = init.arguments;
  return (
    init.arguments.length === 1 &&
    wrapped?.type === 'ArrowFunctionExpression' &&
    wrapped.params.length === 0
  );
}

/** The name at the root of `X`, `X.prototype` or `X ||= {}`. */
function rootName(node: types.Node | undefined): string | undefined {
  switch (node?.type) {
    case 'Identifier':
      return node.name;
    case 'MemberExpression':
      return rootName(node.object);
    case 'AssignmentExpression':
      return rootName(node.left);
    default:
      return undefined;
  }
}

/** The name that a statement only completes: `X.prototype.add = …`, `prepare(X)`, `(…)(X ||= {})`. */
function completedName({ node }: NodePath<types.Expression>): string | undefined {
  if (node.type === 'AssignmentExpression') return rootName(node);
  return node.type === 'CallExpression' && node.arguments.length === 1
    ? rootName(node.arguments[0])
    : undefined;
}

function expressionsOf(path: NodePath<types.ExpressionStatement>): NodePath<types.Expression>[] {
  const expression = path.get('expression');
  return expression.isSequenceExpression() ? expression.get('expressions') : [expression];
}

/** Whether the value of a call is thrown away. */
function isStatement(call: NodePath): boolean {
  const { parentPath } = call;
  return (
    parentPath?.isExpressionStatement() === true ||
    (parentPath?.isSequenceExpression() === true && parentPath.parentPath.isExpressionStatement())
  );
}

/** The declarations of a bundle, what each needs, and what the bundle itself needs. */
class Bundle {
  readonly units = new Map<string, Unit>();
  readonly start = newUnit();
  readonly calls: ModuleCall[] = [];
  readonly #owners = new Map<types.Node, Unit>();

  constructor(body: NodePath<types.BlockStatement>) {
    for (const statement of body.get('body')) this.#declare(statement);
    for (const statement of body.get('body')) {
      if (statement.isExpressionStatement())
        expressionsOf(statement).forEach((one) => this.#complete(one));
    }
    for (const [name, unit] of this.units) this.#connect(unit, body.scope.getBinding(name));
  }

  #declare(statement: NodePath<types.Statement>): void {
    const declarations = statement.isVariableDeclaration()
      ? statement.get('declarations')
      : statement.isFunctionDeclaration() || statement.isClassDeclaration()
        ? [statement]
        : [];
    for (const declaration of declarations) {
      const unit = newUnit(declaration.node);
      this.#owners.set(declaration.node, unit);
      const names = statement.isVariableDeclaration()
        ? Object.keys(declaration.getBindingIdentifiers())
        : [(declaration.node as types.FunctionDeclaration).id?.name ?? ''];
      for (const name of names) this.units.set(name, unit);
    }
  }

  #complete(expression: NodePath<types.Expression>): void {
    const unit = this.units.get(completedName(expression) ?? '');
    if (unit === undefined) return;
    unit.parts.push(expression.node);
    this.#owners.set(expression.node, unit);
  }

  #ownerOf(path: NodePath): Unit {
    const found = path.find(({ node }) => this.#owners.has(node));
    return (found && this.#owners.get(found.node)) ?? this.start;
  }

  #connect(unit: Unit, binding: Binding | undefined): void {
    const module = unit.parts[0] !== undefined && isModule(unit.parts[0]);
    for (const path of binding?.referencePaths ?? []) {
      const caller = this.#ownerOf(path);
      const call = path.parentPath;
      const runs = module && call?.isCallExpression() === true && path.key === 'callee';
      if (runs && isStatement(call)) this.calls.push({ caller, module: unit, node: call.node });
      else caller.uses.add(unit);
    }
    for (const path of binding?.constantViolations ?? []) {
      const giver = this.#ownerOf(path);
      if (giver === unit) continue;
      giver.gives = true;
      giver.uses.add(unit);
      if (giver !== this.start) unit.givenBy.add(giver);
    }
  }

  /** What the bundle needs: a module only if something needs what it gives. */
  needed(): Set<Unit> {
    const found = new Set<Unit>([this.start]);
    const open = [this.start];
    const need = (unit: Unit): void => {
      if (found.has(unit)) return;
      found.add(unit);
      open.push(unit);
    };
    for (;;) {
      for (let unit = open.pop(); unit !== undefined; unit = open.pop()) {
        unit.uses.forEach(need);
        unit.givenBy.forEach(need);
      }
      // A module that gives nothing is run for what it does.
      for (const { caller, module } of this.calls) {
        if (found.has(caller) && !module.gives) need(module);
      }
      if (open.length === 0) return found;
    }
  }
}

const span = (node: types.Node): { start: number; end: number } => ({
  start: node.start ?? 0,
  end: node.end ?? 0,
});

/** Takes declarations out of a list, with the commas between them. */
function withoutDeclarations(
  statement: types.VariableDeclaration,
  stays: (node: types.Node) => boolean,
): Edit[] {
  const { declarations } = statement;
  const last = declarations.findLastIndex(stays);
  if (last < 0) return [{ ...span(statement), text: '' }];
  const edits = declarations.slice(0, last).flatMap((declaration, index) => {
    const next = declarations[index + 1];
    if (stays(declaration) || next === undefined) return [];
    return [{ start: span(declaration).start, end: span(next).start, text: '' }];
  });
  const end = (index: number) => span(declarations.at(index) ?? statement).end;
  return [...edits, { start: end(last), end: end(-1), text: '' }];
}

/** Applies edits; one that lies inside another goes with it. */
function edited(code: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let position = 0;
  for (const { start, end, text } of edits.toSorted(
    (one, other) => one.start - other.start || other.end - one.end,
  )) {
    if (end <= position) continue;
    pieces.push(code.slice(position, Math.max(start, position)), text);
    position = end;
  }
  return [...pieces, code.slice(position)].join('');
}

/**
 * Takes out of a bundled program the declarations that nothing needs, as a bundler does with modules.
 * A bundler cannot do it any more once the modules are one function: it keeps a declaration whose
 * making could do something, such as the style of an element, and a module that runs when it is first
 * called. Both are taken here for what they are in such a bundle: without effect unless used.
 *
 * The rest keeps its text, so that it can be mended by its anchors.
 *
 * @param code one function without parameters that is called at once, `(() => { … })()`
 * @throws UserError if the code is no such call
 */
export function shake(code: string): string {
  const body = bundleBody(code);
  const bundle = new Bundle(body);
  const needed = bundle.needed();
  const kept = new Set([...needed].flatMap(({ parts }) => parts));
  const edits: Edit[] = bundle.calls
    .filter(({ module }) => !needed.has(module))
    .map(({ node }) => ({ ...span(node), text: '0' }));
  for (const unit of new Set(bundle.units.values())) {
    const [declaration, ...completions] = unit.parts;
    if (needed.has(unit) || declaration === undefined) continue;
    edits.push(...completions.map((node) => ({ ...span(node), text: '0' })));
    if (declaration.type !== 'VariableDeclarator') edits.push({ ...span(declaration), text: '' });
  }
  for (const statement of body.node.body) {
    if (statement.type !== 'VariableDeclaration') continue;
    edits.push(...withoutDeclarations(statement, (node) => kept.has(node)));
  }
  return edited(code, edits);
}
