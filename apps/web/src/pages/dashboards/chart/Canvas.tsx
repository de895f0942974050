import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, LegendScrollComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type EChartsCoreOption, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

// Only what is drawn here: the library is large. SVG, since walls and paper are sharper than any canvas.
register([BarChart, LineChart, GridComponent, LegendComponent, LegendScrollComponent, TooltipComponent, AriaComponent, SVGRenderer]);

/** Where ECharts draws. A table beside it says the same. */
export default function Canvas({ option, label }: { option: EChartsCoreOption; label: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  useEffect(() => {
    const place = frame.current;
    if (place === null) return undefined;
    const made = init(place, null, { renderer: 'svg' });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(place);
    return () => {
      watch.disconnect();
      made.dispose();
      chart.current = undefined;
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
    // ECharts writes a long description of its own: people hear ours, and the table.
    frame.current?.setAttribute('aria-label', label);
  }, [option, label]);
  return <div ref={frame} className="board-canvas" role="img" aria-label={label} data-chart />;
}
