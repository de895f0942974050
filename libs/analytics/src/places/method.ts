import { text, type Bilingual } from '@stationhouse/kernel';
import type { Grid } from './grid.js';
import type { Parameters } from './patrol/forecast.js';

function gridWords({ shape: { kind, size }, cellArea }: Grid): Bilingual {
  const area = cellArea < 0.1 ? cellArea.toFixed(3) : cellArea.toFixed(2);
  return kind === 'SQUARE' ? text(`边长 ${size} 米的方格`, `squares of ${size} m`) : text(`H3 ${size} 级六边形（平均 ${area} 平方千米）`, `H3 hexagons of resolution ${size} (${area} km² on average)`);
}

/** How hot spots were found, in words for whoever looks at them. @param cells how many were looked at */
export function hotSpotMethod(grid: Grid, cells: number, fine: boolean): Bilingual {
  const words = gridWords(grid);
  const told = fine ? text('', '') : text('计算只用所显示的区间下限，不用确切数。', ' It is computed from the lower ends of the bands alone.');
  return text(
    `按接报地点计入${words['zh-CN']}，共 ${cells} 个单元（含没有警情的）。热度为 Getis-Ord Gi*：每个单元连同相邻单元的警情数，与全部单元的平均数相比，以标准差计；“热点”按错误发现率 5%、“高热点”按 1% 判定（Benjamini-Hochberg）。两期之差附 95% 区间，较短一期按天数折算。它说明警情在哪里集中，不说明原因，也不针对任何人。${told['zh-CN']}`,
    `Incidents by the place they were reported at, in ${words.en}, ${cells} of them with the empty ones. The score is Getis-Ord Gi*: the incidents of each cell and those that touch it against the mean of all cells, in standard deviations. Hot is decided at a false discovery rate of 5 %, very hot at 1 % (Benjamini and Hochberg). Differences between two periods have 95 % bounds; lengths are made equal by days. It says where incidents gather: not why, and nothing about anybody.${told.en}`,
  );
}

/** How a patrol was recommended, in words. */
export function patrolMethod(grid: Grid, weeks: number, { halfLife, recent, spread, hours, prior, weekPrior }: Parameters): Bilingual {
  const words = gridWords(grid);
  const fading = Number.isFinite(halfLife) ? text(`每过 ${halfLife} 周权重减半`, `weighing half after every ${halfLife} weeks`) : text('不论远近权重相同', 'all weighing the same');
  const near = recent === 0 ? text('近期重复发生的单独加权经比较没有提高命中率，未采用', 'a weight of its own for what happened in the last days did not raise the hit rate and is not used') : text(`其中 ${recent * 100}% 的权重按一周减半，反映近期重复发生`, `${recent * 100} % of the weight halving by the week, for what repeats soon`);
  return text(
    `依据过去 ${weeks} 周所选类别警情的地点和接报时间，按${words['zh-CN']}和一周 168 个小时估计：${fading['zh-CN']}；${near['zh-CN']}；每起警情的 ${spread * 100}% 分给相邻单元，时段向前后各平滑 ${hours} 小时；警情少的单元向全所的时段规律靠拢（相当于 ${prior} 起和 ${weekPrior} 起警情）。这些参数在更早的周里选定，命中率在其后的周里测得。只用地点、时间、类别三项，不含任何个人信息；巡逻自己发现的警情不计入。`,
    `From the places and times of report of the chosen categories over the past ${weeks} weeks, by ${words.en} and the 168 hours of a week: ${fading.en}; ${near.en}; ${spread * 100} % of every incident goes to the cells around it, and it speaks for ${hours} hours to each side; cells with few incidents lean towards the hours of the whole area (as if by ${prior} and ${weekPrior} incidents). These parameters were chosen on earlier weeks, the hit rate was measured on later ones. Place, time and category are all that goes in: nothing about any person. What patrols found themselves does not count.`,
  );
}

/** What nobody should forget who sends patrols by past reports. */
export const PATROL_CAUTION: Bilingual = text(
  '注意：推荐来自接到的报警，不等于实际发生的全部。报警多的地方会更常被推荐；巡逻越多，看到和记录的也越多，容易形成循环。请结合民警了解的情况取舍，定期到推荐之外的地方巡逻，也不要因为有人出现在推荐的地点和时段就盘查。是否采用由人决定。',
  'Mind: this comes from what was reported, which is not all that happens. Places that report more are recommended more; the more a place is patrolled, the more is seen and written down there, and so on in a circle. Weigh it with what officers know, patrol elsewhere regularly, and never stop anybody for being in a recommended place at a recommended hour. People decide what is done.',
);
