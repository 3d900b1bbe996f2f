/** ECharts, piece by piece; this module is loaded when the statistics page opens. */
import { BarChart, LineChart, type BarSeriesOption, type LineSeriesOption } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  type AriaComponentOption,
  type GridComponentOption,
  type LegendComponentOption,
  type TooltipComponentOption,
} from 'echarts/components';
import { init, use, type ComposeOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { count } from '@/common/format';
import type { Child } from '@/common/schema';
import { COUNTERS, HOURLY_LABELS } from '../labels';
import { HOURLY, type Bucket, type HourlyName } from './hours';

use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  GridComponent,
  LegendComponent,
  LineChart,
  TooltipComponent,
]);

export { init };

export type ChartOption = ComposeOption<
  | AriaComponentOption
  | BarSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | LineSeriesOption
  | TooltipComponentOption
>;

const INK = '#4a5767';
const RULE = '#dce2ea';

const SERIES: Record<HourlyName, { color: string; symbol: string; dash: 'solid' | number[] }> = {
  registered: { color: '#12447a', symbol: 'circle', dash: 'solid' },
  paid: { color: '#1d8a99', symbol: 'rect', dash: [7, 3] },
  verified: { color: '#c07d10', symbol: 'triangle', dash: [2, 3] },
  filled: { color: '#7b4ea3', symbol: 'diamond', dash: [9, 3, 2, 3] },
  submitted: { color: '#b3261e', symbol: 'roundRect', dash: 'solid' },
};

export function hourlyChart(buckets: Bucket[]): ChartOption {
  return {
    ...common(),
    xAxis: timeAxis(buckets),
    yAxis: amounts(),
    series: HOURLY.map((name) => ({
      type: 'line',
      name: HOURLY_LABELS[name],
      data: buckets.map((bucket) => bucket.values[name]),
      color: SERIES[name].color,
      symbol: SERIES[name].symbol,
      symbolSize: 7,
      showSymbol: buckets.length <= 31,
      lineStyle: { width: 2, type: SERIES[name].dash },
    })),
  };
}

export type Comparison = 'registration' | 'volunteer';

export function comparisonChart(rows: Child[], kind: Comparison): ChartOption {
  return {
    ...common(),
    xAxis: nameAxis(rows.map((row) => row.name)),
    yAxis: amounts(),
    series: kind === 'registration' ? registrationBars(rows) : volunteerBars(rows),
  };
}

function registrationBars(rows: Child[]): BarSeriesOption[] {
  return (['registered', 'paid', 'verified', 'filled'] as const).map((name) => ({
    type: 'bar',
    name: COUNTERS[name],
    data: rows.map((row) => row[name]),
    color: SERIES[name].color,
    barGap: '8%',
    barMaxWidth: 18,
  }));
}

function volunteerBars(rows: Child[]): BarSeriesOption[] {
  const parts: { name: string; color: string; value: (row: Child) => number }[] = [
    { name: COUNTERS.submitted, color: '#176b43', value: (row) => row.submitted },
    { name: COUNTERS.draft_only, color: '#d99a2b', value: (row) => row.draft_only },
    {
      name: '未保存',
      color: '#b6c0cc',
      value: (row) => Math.max(0, row.above_line - row.submitted - row.draft_only),
    },
  ];
  return parts.map(({ name, color, value }) => ({
    type: 'bar',
    stack: 'above_line',
    name,
    data: rows.map(value),
    color,
    barMaxWidth: 36,
  }));
}

function common(): ChartOption {
  return {
    animationDuration: 300,
    aria: { enabled: true, decal: { show: true } },
    textStyle: { fontFamily: 'inherit' },
    grid: { left: 4, right: 12, top: innerWidth < 640 ? 68 : 40, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemGap: 16, itemWidth: 28, textStyle: { color: INK } },
    // Drawn on the canvas: the HTML tooltip needs inline styles, which our policy forbids.
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      valueFormatter: (value) => count(Number(value)),
    },
  };
}

/** Days are named at midnight; a single day, every three hours. */
function timeAxis(buckets: Bucket[]) {
  const labels = buckets.map((bucket) => bucket.label);
  const long = labels.length > 48;
  const isShown = (index: number, label: string) =>
    long ? label.endsWith(' 00时') : labels.length <= 14 || index % 3 === 0;
  const hourly = labels[0]?.endsWith('时') ?? false;
  return {
    ...category(labels),
    boundaryGap: false,
    axisLabel: {
      color: INK,
      hideOverlap: true,
      ...(hourly ? { interval: isShown } : {}),
      formatter: (label: string) =>
        hourly ? label.slice(...(long ? [0, 5] : [6])) : label.slice(5),
    },
  };
}

function nameAxis(names: string[]) {
  const crowded = names.length > 8 || names.join('').length > (innerWidth < 640 ? 16 : 60);
  return {
    ...category(names),
    axisLabel: {
      color: INK,
      interval: 0,
      rotate: crowded ? 35 : 0,
      // Slanted, the longest name of a city has room; beside each other, each has its share of the width.
      width: crowded ? 140 : Math.max(84, Math.floor((innerWidth * 0.6) / names.length)),
      overflow: 'truncate' as const,
    },
  };
}

function category(labels: string[]) {
  return {
    type: 'category' as const,
    data: labels,
    axisLine: { lineStyle: { color: '#8693a4' } },
    axisTick: { show: false },
  };
}

function amounts() {
  return {
    type: 'value' as const,
    minInterval: 1,
    splitLine: { lineStyle: { color: RULE } },
    axisLabel: { color: INK },
  };
}
