import { Requires } from '@stationhouse/access';
import type { Provider, Type } from '@nestjs/common';
import { Args, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { IncidentChannel } from '@stationhouse/incidents';
import type { Id } from '@stationhouse/kernel';
import { bareShape, classesBeside, RecordConditions, type Frame, type SortDirection, type TypedClasses } from '@stationhouse/workflow-runtime';
import { FigureCell } from '../../behind/types.js';
import { INCIDENT_SHAPE } from '../incident-fields.js';
import { conductStudies } from '../permissions.js';
import { stationsIn, StudyReading, type StudyPage } from '../reading.js';
import { BEHIND, LEFT, STATIONS, StudyBudget, StudyRecord, TOTAL } from './types.js';

/** A typed object of a study leads nowhere: what stands beside its data is the record, and no instance. */
const OF_STUDIES: Frame = {
  key: 'record',
  type: StudyRecord,
  conditions: RecordConditions,
  words: {
    object: 'One record of a study. What is personal, and every word that somebody typed, has no field here: it is not masked, it does not exist.',
    beside: 'The record around its data: its name in the study, when, how it ended, people under pseudonyms, and fields without a type.',
  },
  identified: false,
  byKey: true,
};

/** An incident has no field but those that its type has. */
const OF_INCIDENTS: Frame = { ...OF_STUDIES, byKey: false };
const LISTED_VALUES = { values: { enums: new Map([['IncidentChannel', IncidentChannel]]), filters: new Map() } };

/**
 * A query per workflow, and one of incidents: records within a study, as objects of their own.
 * @param all the types that officers read them by
 */
export function typedStudyProviders(all: readonly TypedClasses[]): Provider[] {
  return [classesBeside(LISTED_VALUES, INCIDENT_SHAPE, OF_INCIDENTS), ...all.map((classes) => classesBeside(classes, bareShape(classes.shape), OF_STUDIES))].flatMap(resolversOf);
}

const made = new WeakMap<TypedClasses, readonly Type[]>();

function resolversOf(own: TypedClasses): readonly Type[] {
  const resolvers = made.get(own) ?? [listResolver(own), connectionResolver(own)];
  made.set(own, resolvers);
  return resolvers;
}

function listResolver({ shape, node, connection, filter, order }: TypedClasses): Type {
  @Resolver(() => node)
  class StudyObjects {
    constructor(private readonly reading: StudyReading) {}

    @Query(() => connection, {
      name: shape.many,
      description: `${shape === INCIDENT_SHAPE ? 'Incidents of' : `The records of ${shape.workflow} in`} one’s study, the newest first; at most 200 a page. Noted with the purpose of the study, and paid for from the day’s budget. Errors: NOT_FOUND, STUDY_CLOSED, OUTSIDE_STUDY, BUDGET_SPENT, PERSONAL_DATA_MASKED, BAD_INPUT, BAD_CURSOR, QUERY_TOO_COSTLY.`,
    })
    @Requires(conductStudies)
    async list(
      @Args('studyId', { type: () => ID }) studyId: Id,
      @Args('stationIds', STATIONS) stationIds: Id[],
      @Args('filter', { type: () => filter, nullable: true }) conditions: Readonly<Record<string, unknown>> | null | undefined,
      @Args('orderBy', { type: () => order, nullable: true, description: 'By the start, the newest first, when absent.' }) orderBy: { by: string; direction: SortDirection } | null | undefined,
      @Args('behind', BEHIND) behind: FigureCell | null | undefined,
      @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
      @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    ) {
      const selection = { subject: shape.workflow, stationIds: stationsIn(stationIds), typed: { fields: shape.fields, filter: conditions, orderBy } };
      const page = await this.reading.page({ studyId, selection, behind, first, after });
      return { ...page, edges: page.edges.map(({ cursor, node: record }) => ({ cursor, node: Object.assign(new node(), record.typed?.(shape.fields), { record }) })) };
    }
  }
  return StudyObjects;
}

function connectionResolver({ connection }: TypedClasses): Type {
  @Resolver(() => connection)
  class StudyConnections {
    @ResolveField(() => Int, TOTAL)
    totalCount(@Parent() page: StudyPage<unknown>): Promise<number> {
      return page.count();
    }

    @ResolveField(() => StudyBudget, LEFT)
    left(@Parent() page: StudyPage<unknown>): Promise<StudyBudget> {
      return page.left();
    }
  }
  return StudyConnections;
}
