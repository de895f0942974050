import { TypeMetadataStorage } from '@nestjs/graphql';
import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import type { Definition } from '@stationhouse/workflow';
import { bareShape } from './bare-shape.js';
import { classesOf, isComparable, isMade, type TypedClasses } from './classes.js';
import { allFields, shapeOf, type ShapeProblem, type TypedShape } from './shape.js';

/**
 * What keeps the data schemas of workflows from becoming GraphQL types: names GraphQL does not take, names the platform uses, and
 * names that meet.
 * @returns where it stands in which workflow, with the mend
 */
export function typedProblems(definitions: readonly Definition[]): readonly (ShapeProblem & { readonly workflow: string })[] {
  const read = definitions.map((definition) => shapeOf(definition));
  const own = read.flatMap(({ shape, problems }) => problems.map((problem) => ({ ...problem, workflow: shape.workflow })));
  return [...own, ...clashes(read.flatMap(({ shape }) => [shape, bareShape(shape)]))];
}

/** The GraphQL types of a composition's workflows. @throws StationhouseError DEFINITION_INVALID naming everything of {@link typedProblems} */
export function typedClasses(definitions: readonly Definition[]): TypedClasses[] {
  const problems = typedProblems(definitions);
  if (problems.length > 0) throw new StationhouseError('DEFINITION_INVALID', text(lines(problems, 'zh-CN'), lines(problems, 'en')));
  return definitions.map((definition) => classesOf(shapeOf(definition).shape));
}

function lines(problems: ReturnType<typeof typedProblems>, locale: keyof Bilingual): string {
  return problems.map(({ workflow, at, text: said }) => `${workflow} ${at}: ${said[locale]}`).join('\n');
}

function clashes(shapes: readonly TypedShape[]): (ShapeProblem & { readonly workflow: string })[] {
  const taken = new Map<string, string>([...platformNames()].map((name) => [name, '']));
  return shapes.flatMap((shape) =>
    namesOf(shape).flatMap(({ name, at }) => {
      const other = taken.get(name);
      taken.set(name, other ?? `${shape.workflow} ${at}`);
      if (other === undefined) return [];
      const said = other === '' ? text(`类型名 ${name} 由平台使用，请改名。`, `the platform has a type ${name} itself. Rename this.`) : text(`类型名 ${name} 与 ${other} 重复，请改其中一个。`, `the type ${name} is also that of ${other}. Rename one of them.`);
      return [{ workflow: shape.workflow, at, text: said }];
    }),
  );
}

/** Every type a shape brings, with the place in the definition that names it. */
function namesOf({ workflow, typeName, fields }: TypedShape): { readonly name: string; readonly at: string }[] {
  const own = ['', 'Connection', 'Edge', 'Filter', 'Order', 'OrderKey'].map((end) => ({ name: `${typeName}${end}`, at: `workflow: ${workflow}` }));
  // A list of values is one type in every shape that has it.
  const typed = allFields(fields).filter((field) => field.typeName.startsWith(typeName));
  return [...own, ...typed.flatMap((field) => {
    const ends = ['', ...(isComparable(field) ? ['Filter', ...(field.kind === 'object' && field.list ? ['ListFilter'] : [])] : [])];
    return ends.map((end) => ({ name: `${field.typeName}${end}`, at: `data.${field.path.join('.')}` }));
  })];
}

/** Of types that are no classes – scalars, unions, the roots – and of what is made as workflows are: the incidents of a study. */
const OTHERS = ['StudyIncident', 'Query', 'Mutation', 'Subscription', 'String', 'Int', 'Float', 'Boolean', 'ID', 'JSON', 'DateTime', 'LocalDate', 'InstanceData', 'FieldContent'];

/** The types that are there before any workflow: those of the classes this program has loaded. */
function platformNames(): ReadonlySet<string> {
  const classes = [...TypeMetadataStorage.getObjectTypesMetadata(), ...TypeMetadataStorage.getInputTypesMetadata()].filter(({ target }) => !isMade(target));
  return new Set([...OTHERS, ...classes.map(({ name }) => name)]);
}
