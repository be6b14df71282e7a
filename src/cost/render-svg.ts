/** A picture → SVG. Loaded only when a picture is asked for: the plotting library is large. */
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import Big from 'big.js';
import { formatCount } from './format-money.ts';
import type { Picture, Span } from './picture.ts';
import { axisAmount } from './picture.ts';

echarts.use([LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

const size = { width: 960, height: 560 };
/** Without quotes: the library puts it into a style attribute as it is. */
const font = 'system-ui, Helvetica, Arial, sans-serif';

/** Each colour on white, and what takes its place on a dark page. */
const paper = ['#ffffff', '#15181d'] as const;
const ink = ['#1f2430', '#e6e8ec'] as const;
const faint = ['#d9dce2', '#363c46'] as const;
const crowdInk = ['#b3261e', '#ff8a80'] as const;
const families = [
  ['#0b62c4', '#6cb2ff'],
  ['#a85b00', '#ffb454'],
  ['#5b7f1b', '#a9d65c'],
  ['#7a3fb0', '#cfa2ff'],
  ['#00767a', '#5fd3d6'],
] as const;
const inks = [paper, ink, faint, crowdInk, ...families];

/** The picture, readable on light and on dark pages. */
export function renderSvg(picture: Picture): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  chart.setOption(options(picture));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return withDarkColours(withoutHover(svg));
}

/** The library's styles for what is under a pointer would undo the colours of dark pages. */
const withoutHover = (svg: string): string =>
  svg.replace(/<style >[^]*?<\/style>\n?/, '').replaceAll(/ class="zr[\w -]*"/g, '');

/** Attributes give way to a style sheet, so that a viewer without one shows the light picture. */
function withDarkColours(svg: string): string {
  const rules = inks.map(([light, dark]) => `[fill="${light}"]{fill:${dark}}[stroke="${light}"]{stroke:${dark}}`);
  const style = `<style>@media (prefers-color-scheme: dark){${rules.join('')}}</style>`;
  return svg.replace(/<svg[^>]*>/, (tag) => tag + style);
}

function options(picture: Picture): echarts.EChartsCoreOption {
  const axis = {
    type: 'log',
    axisLine: { lineStyle: { color: ink[0] } },
    axisTick: { lineStyle: { color: ink[0] } },
    splitLine: { lineStyle: { color: faint[0] } },
    nameTextStyle: { color: ink[0], fontSize: 13 },
    nameLocation: 'middle',
  };
  const label = { color: ink[0], fontSize: 12, showMinLabel: false, showMaxLabel: false };
  return {
    animation: false,
    backgroundColor: paper[0],
    textStyle: { fontFamily: font },
    title: {
      borderColor: faint[0],
      text: picture.title,
      subtext: picture.subtitle,
      left: 20,
      top: 14,
      textStyle: { color: ink[0], fontSize: 18 },
      subtextStyle: { color: ink[0], fontSize: 13 },
    },
    legend: { borderColor: faint[0], top: 22, right: 24, textStyle: { color: ink[0], fontSize: 13 } },
    grid: { left: 80, right: 40, top: 96, bottom: 60 },
    xAxis: {
      ...axis,
      ...bounds(picture, 'users'),
      name: 'concurrent users',
      nameGap: 34,
      axisLabel: { ...label, formatter: formatCount },
    },
    yAxis: {
      ...axis,
      ...bounds(picture, 'cost'),
      name: picture.costAxis,
      nameGap: 58,
      axisLabel: { ...label, formatter: (amount: number) => axisAmount(new Big(amount), picture.currency) },
    },
    series: familiesOf(picture.spans).map((family, index) => series(picture, family, index)),
  };
}

/** All spans of a family are one line with gaps in it: an empty point between each two. */
function series(picture: Picture, family: Family, index: number): Readonly<Record<string, unknown>> {
  const [colour] = families[index % families.length] ?? ink;
  const style = {
    show: true,
    color: colour,
    fontSize: 12,
    position: family.labels,
    distance: family.labels === 'bottom' ? 14 : 8,
    textBorderColor: paper[0],
    textBorderWidth: 3,
  };
  return {
    name: family.name,
    type: 'line',
    data: family.spans.flatMap((span) => {
      const point = (users: number, labels: Family['labels']): Readonly<Record<string, unknown>> => ({
        value: [users, span.cost],
        ...(labels === 'bottom' ? { symbolSize: 0 } : {}),
        ...(labels === family.labels ? { label: { ...style, formatter: span.label } } : {}),
      });
      return [point(span.from, 'left'), point(middle(span), 'bottom'), point(span.to, 'right'), { value: ['-', '-'] }];
    }),
    clip: false,
    symbol: 'circle',
    symbolSize: index === 0 ? 7 : 9,
    // Families whose prices all but meet stay apart to the eye: the later ones are drawn wider, and beneath.
    z: 10 - index,
    lineStyle: { color: colour, width: index === 0 ? 3 : 6 },
    itemStyle: { color: colour },
    ...(index === 0 && picture.crowd ? { markLine: crowdLine(picture.crowd) } : {}),
  };
}

const crowdLine = ({ users, label }: NonNullable<Picture['crowd']>): Readonly<Record<string, unknown>> => ({
  symbol: 'none',
  silent: true,
  z: 1,
  data: [{ xAxis: users }],
  lineStyle: { color: crowdInk[0], width: 1.5, type: 'dashed' },
  label: { formatter: label, position: 'end', color: crowdInk[0], fontSize: 13 },
});

interface Family {
  readonly name: string;
  readonly spans: readonly Span[];
  /** Where names stand: apart for the first, the last and those between, whose lines often lie close together. */
  readonly labels: 'left' | 'bottom' | 'right';
}

/** The compute-optimised and then the newest first, so that colours stay the same between pictures. */
function familiesOf(spans: readonly Span[]): readonly Family[] {
  return [...new Set(spans.map(familyOf))]
    .toSorted((one, other) => rank(one).localeCompare(rank(other)) || other.localeCompare(one))
    .map((name, index, names) => ({
      name,
      spans: spans.filter((span) => familyOf(span) === name),
      labels: index === 0 ? 'right' : index === names.length - 1 ? 'left' : 'bottom',
    }));
}

const familyOf = ({ instance }: Span): string => instance.split('.')[0] ?? instance;

const rank = (family: string): string => (family.startsWith('c') ? '0' : '1');

/** The middle on a logarithmic axis. */
const middle = ({ from, to }: Span): number => Math.sqrt(from * to);

/** A little more than the spans and the crowd need, and room for names at both sides. */
function bounds({ spans, crowd }: Picture, axis: 'users' | 'cost'): { readonly min: number; readonly max: number } {
  const crowds = [...spans.flatMap(({ from, to }) => [from, to]), ...(crowd ? [crowd.users] : [])];
  const values = axis === 'users' ? crowds : spans.map(({ cost }) => cost);
  const room = axis === 'users' ? 3.7 : 1.5;
  return { min: Math.min(...values) / room, max: Math.max(...values) * room };
}
