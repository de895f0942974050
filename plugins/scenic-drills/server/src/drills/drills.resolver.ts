import { Args, Field, ID, InputType, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { badInput, durationMilliseconds, isStationhouseError, parseId, parseText, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { DateTime, exercisePlanOf, ExercisePlanInput, PluginInstances, PluginStore, Requires, Text } from '@stationhouse/plugin-api';
import { PACKS, packOf } from '../packs/packs.js';
import { planOf, scriptOf, type Pack, type Script } from '../packs/pack.js';
import { EXAMPLE_SITE } from '../packs/site-facts.js';
import { planDrills } from '../permissions.js';
import { siteOf } from '../sites/sites.js';
import { drillOf, Drills, zoneOf, type DrillPlan } from './drills.js';

@ObjectType({ description: 'A line of a drill’s script: what happens when, before it happens.' })
export class DrillScriptLine {
  @Field(() => String) title!: string;
  @Field(() => Int, { description: 'Seconds since the start, by the clock of the exercise.' }) afterSeconds!: number;
  @Field(() => String, { description: 'start, event or message.' }) kind!: string;
}

@ObjectType({ description: 'What a drill measures.' })
export class DrillTarget {
  @Field(() => String) title!: string;
  @Field(() => Int, { description: 'Seconds of the exercise.' }) targetSeconds!: number;
}

@ObjectType({ description: 'The script of a drill: for who plans drills, since it tells what has yet to happen.' })
export class DrillScript {
  @Field(() => [DrillScriptLine]) lines!: readonly DrillScriptLine[];
  @Field(() => [DrillTarget]) targets!: readonly DrillTarget[];
  @Field(() => String, { nullable: true, description: 'What the clock shows at the start, 17:50; the moment of the start when null.' }) begins!: string | null;
  @Field(() => ID, { nullable: true, description: 'The drill it repeats.' }) repeats!: string | null;
}

@ObjectType({ description: 'A scenario pack (演练科目), as it is played at a site.' })
export class DrillPack {
  @Field(() => String, { description: 'As a drill’s kind.' }) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text, { description: 'What is practised, and what is hard about it.' }) description!: Bilingual;
  @Field(() => Int) minutes!: number;
  @Field(() => String, { description: 'What the plan begins with under safety.' }) safety!: string;
  @Field(() => DrillScript) script!: DrillScript;
  @Field(() => Text, { nullable: true, description: 'Why the station cannot play it now: it works without the workflows it needs. Null where it can.' }) missing!: Bilingual | null;
}

@InputType({ description: 'A drill as it is planned.' })
export class DrillPlanInput {
  @Field(() => ID) siteId!: string;
  @Field(() => String, { description: 'Id of a pack, or pastSearch for a script of the station’s own.' }) kind!: string;
  @Field(() => String, { nullable: true, description: 'At most 100 characters; made of site and pack when null.' }) title?: string | null;
  @Field(() => DateTime, { description: 'Later than now.' }) plannedOn!: Date;
  @Field(() => Int, { nullable: true, description: 'Expected, 5 to 600; the pack’s when null.' }) minutes?: number | null;
  @Field(() => String, { nullable: true, description: 'At most 200 characters.' }) area?: string | null;
  @Field(() => Int, { description: '1 to 5,000. Above the bureau’s limit the bureau approves, too.' }) participants!: number;
  @Field(() => Boolean, { defaultValue: false, description: 'Visitors are inside the area: the bureau approves, too.' }) publicInside!: boolean;
  @Field(() => [ID], { defaultValue: [], description: 'Accounts that observe, at most 20.' }) observers!: string[];
  @Field(() => String, { nullable: true, description: 'At most 1,000 characters; the pack’s when null.' }) safety?: string | null;
  @Field(() => ID, { nullable: true, description: 'The drill it repeats: its script is played again.' }) repeats?: string | null;
  @Field(() => ExercisePlanInput, { nullable: true, description: 'The script in place of the pack’s; its clock begins at the start.' }) script?: ExercisePlanInput | null;
}

const STATION = { type: () => ID };
const INSTANCE = { type: () => ID, description: 'The drill.' };
const KEY = { type: () => String, description: 'Made once per intention; a repeated command returns the first answer.' };

/** Drills: planned from a pack at a site, and run by one press. Everything else of a drill is its instance's. */
@Resolver()
export class DrillsResolver {
  private readonly drills: Drills;

  constructor(
    private readonly store: PluginStore,
    private readonly instances: PluginInstances,
  ) {
    this.drills = new Drills(store, instances);
  }

  @Query(() => [DrillPack], { description: 'The scenario packs, filled in for a site; for an invented one without. NOT_FOUND.' })
  @Requires(planDrills)
  async drillPacks(@Args('stationId', STATION) stationId: Id, @Args('siteId', { type: () => ID, nullable: true }) siteId: string | null | undefined): Promise<DrillPack[]> {
    const { site, zone, now } = await this.store.inStation(stationId, planDrills, async (rows) => ({ site: siteId ? await siteOf(rows, parseId(siteId, 'siteId')) : EXAMPLE_SITE, zone: await zoneOf(rows), now: rows.now }));
    const packs: DrillPack[] = [];
    for (const pack of PACKS) {
      const script = scriptOf(pack, site);
      packs.push(Object.assign(new DrillPack(), shownPack(pack), { script: shownScript(script, null), missing: await this.missing(stationId, script, now, zone) }));
    }
    return packs;
  }

  @Query(() => DrillScript, { description: 'What is played in a drill, before it is. NOT_FOUND.' })
  @Requires(planDrills)
  drillScript(@Args('stationId', STATION) stationId: Id, @Args('instanceId', INSTANCE) instanceId: string): Promise<DrillScript> {
    const id = parseId(instanceId, 'instanceId');
    return this.store.inStation(stationId, planDrills, async (rows) => {
      const { script, repeats } = await drillOf(rows, id);
      return shownScript(script, repeats);
    });
  }

  @Mutation(() => ID, { description: 'Begins a drill, and answers with the id of its instance. Its script is tried against the station’s workflows first. NOT_FOUND, BAD_INPUT with the field, FORM_INVALID, DATA_INVALID, PLUGIN_DISABLED.' })
  @Requires(planDrills)
  planDrill(@Args('stationId', STATION) stationId: Id, @Args('input', { type: () => DrillPlanInput }) input: DrillPlanInput, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<Id> {
    return this.drills.plan(stationId, readPlan(input), idempotencyKey);
  }

  @Mutation(() => ID, { description: 'Makes the exercise of a drill by one press, and answers with its id; starting it is the director’s (startExercise). Asks for exercise.direct, too. EVENT_REFUSED with the reason – notApproved, centreFirst, operatorFirst, peopleFirst –, STALE_VERSION, PLUGIN_DISABLED, NOT_FOUND, FORBIDDEN.' })
  @Requires(planDrills)
  runDrill(
    @Args('stationId', STATION) stationId: Id,
    @Args('instanceId', INSTANCE) instanceId: string,
    @Args('expectedVersion', { type: () => Int, description: 'The version of the instance it was decided on.' }) expectedVersion: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<Id> {
    return this.drills.run(stationId, { instanceId: parseId(instanceId, 'instanceId'), expectedVersion, idempotencyKey });
  }

  /** Why a script cannot be played at a station as it works now. */
  private async missing(stationId: Id, script: Script, now: Date, zone: string): Promise<Bilingual | null> {
    try {
      await this.instances.checkExercise(stationId, planDrills, planOf(script, now, zone));
      return null;
    } catch (error) {
      if (!isStationhouseError(error)) throw error;
      return error.code === 'NOT_FOUND' ? text('本系统未安装三失查找，不能演练此科目。', 'The searches of three losses are not installed, so this cannot be drilled.') : error.text;
    }
  }
}

function shownPack({ id, title, description, minutes, safety }: Pack) {
  return { id, title, description, minutes, safety };
}

function shownScript({ injects, objectives, begins }: Script, repeats: string | null): DrillScript {
  return Object.assign(new DrillScript(), {
    lines: injects.map(({ title, after, content }) => ({ title, afterSeconds: durationMilliseconds(after) / 1000, kind: content.kind })),
    targets: objectives.map(({ title, within }) => ({ title, targetSeconds: durationMilliseconds(within) / 1000 })),
    begins: begins ?? null, repeats,
  });
}

function readPlan({ siteId, kind, title, plannedOn, minutes, area, participants, publicInside, observers, safety, repeats, script }: DrillPlanInput): DrillPlan {
  if (script === null || script === undefined ? packOf(kind) === undefined && !repeats : false) throw badInput('input.kind', text('没有这一科目的方案；自行编写的请附脚本。', 'There is no pack of this kind. Send the script with it.'));
  const words = (value: string | null | undefined, field: string, most: number) => (value === null || value === undefined ? undefined : parseText(value, `input.${field}`, most).trim() || undefined);
  return {
    siteId: parseId(siteId, 'input.siteId'), kind: parseText(kind, 'input.kind', 40), title: words(title, 'title', 100), plannedOn, minutes: minutes ?? undefined,
    area: words(area, 'area', 200), participants, publicInside, observers: observers.map((id, index) => parseId(id, `input.observers.${index}`)), safety: words(safety, 'safety', 1000),
    repeats: repeats ? parseId(repeats, 'input.repeats') : undefined,
    script: script ? withoutDate(exercisePlanOf(script)) : undefined,
  };
}

/** A script names no date and no director: both are the drill's. */
function withoutDate({ beginsAt: _beginsAt, directorId: _directorId, ...script }: ReturnType<typeof exercisePlanOf>): Script {
  return script;
}
