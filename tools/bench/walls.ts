import { parseArgs } from 'node:util';
import { newId, type Id } from '@stationhouse/kernel';
import { Deliveries, Notices } from '@stationhouse/notify';
import { BUILT_CHILD, builtAutomations, buildWalls, hostile, steady, workflowsOf } from '@stationhouse/testing/walls';
import { AutomationBook, outwardOf, ProcessWalls, startInstances } from '@stationhouse/workflow-runtime';
import { percentile } from './engine/drive.js';
import { EngineWorld, type BenchStation } from './engine/world.js';
import { median, report, type BenchResult } from './result.js';

const STATIONS = 50;
const ROUNDS = 150;
const PAUSE = 20;
/** Hostile calls at the beginning of a turn, and then another for each of the neighbour's. */
const AT_FIRST = 20;
const DEEDS = ['loop', 'leakBuffers', 'leakHeap', 'exit', 'ignoreAbort', 'hugeAnswer'] as const;

/**
 * Walls: how long a well-behaved plugin's calls take, from the command to the step with their result, while another plugin's loop,
 * leak and die – against how long they take while nothing else goes on. Turns of both follow one another.
 */
export async function benchWalls(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { quick: { type: 'boolean', default: false } } });
  buildWalls();
  return EngineWorld.with(STATIONS, async (world) => {
    const walls = new ProcessWalls({ child: BUILT_CHILD });
    try {
      const bench = await WallsBench.prepare(world, walls);
      const ratios: number[] = [];
      for (let turn = 0; turn < (values.quick ? 1 : 3); turn += 1) {
        const quiet = await bench.turn(false);
        const beside = await bench.turn(true);
        report(`p95 of a call: ${quiet.toFixed(1)} ms quiet, ${beside.toFixed(1)} ms beside a hostile plugin`);
        ratios.push((2 * quiet) / beside);
      }
      return { ratios: { neighbour_p95: Number(median(ratios).toFixed(3)) }, targets: { neighbour_p95: 1 } };
    } finally {
      await world.jobs.close();
      await walls.close();
    }
  });
}

class WallsBench {
  private constructor(private readonly world: EngineWorld) {}

  static async prepare(world: EngineWorld, walls: ProcessWalls): Promise<WallsBench> {
    const { database, runtime, jobs, catalog } = world;
    const plugins = [hostile, steady];
    for (const plugin of workflowsOf(plugins)) catalog.register(plugin);
    await catalog.publish(database);
    const notices = new Notices({ database, jobs, deliveries: new Deliveries(database, jobs, []), climbAfter: 'PT3M' });
    outwardOf({ database, runtime, jobs, catalog, notices, walls, automations: new AutomationBook(builtAutomations(plugins)) });
    await jobs.startWorker();
    const bench = new WallsBench(world);
    // The first call starts the process and is no one's measure.
    await bench.ended(await bench.begin('steady', 'work', 0));
    return bench;
  }

  /** @returns the 95th percentile in milliseconds; every call has ended with its result */
  async turn(disturbed: boolean): Promise<number> {
    const disturb = async (place: number) => void (disturbed && (await this.begin('hostile', DEEDS[place % DEEDS.length] ?? 'loop', place)));
    for (let place = 0; place < AT_FIRST; place += 1) await disturb(place);
    const took: number[] = [];
    for (let place = 0; place < ROUNDS; place += 1) {
      await disturb(AT_FIRST + place);
      const from = performance.now();
      await this.ended(await this.begin('steady', 'work', place));
      took.push(performance.now() - from);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    if (disturbed) await this.calm();
    return percentile(took, 0.95);
  }

  private async begin(workflow: string, deed: string, place: number): Promise<Id> {
    const station = this.world.stations[place % STATIONS] as BenchStation;
    const call = await this.world.call(station, startInstances.id);
    const { instanceId } = await this.world.runtime.startInstance(call, { workflow, data: { deed }, exercise: false, idempotencyKey: newId() });
    await this.world.runtime.sendEvent(call, { instanceId, event: 'act', idempotencyKey: newId() });
    return instanceId;
  }

  /** Looks every two milliseconds, so that looking takes no processor from what is measured. */
  private async ended(id: Id): Promise<void> {
    while ((await this.world.rows(`SELECT FROM instance WHERE id = $1 AND status = 'closed'`, [id])).length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  /** Nothing hostile is left for the next quiet turn: what waits is put off, what runs ends at its limit. */
  private async calm(): Promise<void> {
    for (;;) {
      await this.world.rows(`UPDATE automation_call SET next_at = now() + interval '10 years' WHERE automation = 'misbehave' AND status = 'waiting' AND next_at IS NOT NULL`);
      const left = await this.world.rows(`SELECT FROM automation_call WHERE automation = 'misbehave' AND (status = 'running' OR status = 'waiting' AND next_at IS NULL) LIMIT 1`);
      if (left.length === 0) return;
    }
  }
}
