// Charts that say their figures: bars with words and numbers beside them, a line with its axis, each with its table for who cannot see.
import { t } from './words';

export interface Bar { title: string; value: number; kind?: 'bad' | 'warn'; more?: string }  // more: shown where the mouse rests

export function Bars({ title, bars, unit, wide }: { title: string; bars: Bar[]; unit: string; wide?: boolean }) {
  const most = Math.max(1, ...bars.map((bar) => bar.value)), line = 26, label = wide ? 250 : 150, letters = wide ? 19 : 11, width = 520, room = width - label - 70;
  return <figure class="chart"><figcaption>{title}</figcaption>
    {bars.length === 0 ? <p class="soft">{t('dash_none')}</p> : <svg viewBox={`0 0 ${width} ${bars.length * line + 4}`} role="img" aria-label={`${title}：${bars.map((bar) => `${bar.title} ${bar.value} ${unit}`).join('，')}`}>
      {bars.map((bar, at) => <g key={`${bar.title}${bar.more ?? ''}`} class={bar.kind ?? ''}>
        <text x={label - 8} y={at * line + 18} text-anchor="end">{bar.title.length > letters ? `${bar.title.slice(0, letters - 1)}…` : bar.title}<title>{bar.more ? `${bar.title}（${bar.more}）` : bar.title}</title></text>
        <rect x={label} y={at * line + 5} width={Math.max(bar.value ? 2 : 0, room * bar.value / most)} height={line - 9} rx="2" />
        <text class="value" x={label + room * bar.value / most + 6} y={at * line + 18}>{bar.value.toLocaleString('en')}</text>
      </g>)}
    </svg>}
  </figure>;
}

const nice = (most: number) => { const power = 10 ** Math.floor(Math.log10(Math.max(most, 1))); return [1, 2, 5, 10].map((step) => step * power).find((each) => each >= most) ?? most; };

export function Line({ title, points, unit }: { title: string; points: { at: number; value: number }[]; unit: string }) {
  const width = 520, height = 180, left = 44, foot = 24, top = nice(Math.max(1, ...points.map((point) => point.value)));
  const first = points[0]?.at ?? 0, last = points.at(-1)?.at ?? 1;
  const x = (at: number) => left + (width - left - 12) * (last === first ? 0.5 : (at - first) / (last - first));
  const y = (value: number) => 8 + (height - foot - 8) * (1 - value / top);
  const clock = (at: number) => { const d = new Date(at); return last - first > 36 * 3600e3 ? `${d.getMonth() + 1}-${d.getDate()}` : `${String(d.getHours()).padStart(2, '0')}:${String(d.getMinutes()).padStart(2, '0')}`; };
  const ticks = points.length > 1 ? [0, 0.25, 0.5, 0.75, 1].map((part) => first + (last - first) * part) : points.map((point) => point.at);
  const sum = points.reduce((all, point) => all + point.value, 0);
  return <figure class="chart"><figcaption>{title}</figcaption>
    {points.length === 0 ? <p class="soft">{t('dash_none')}</p> : <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title}：${(sum / points.length).toFixed(1)} ${unit}`}>
      {[0, 0.5, 1].map((part) => <g key={part} class="grid"><line x1={left} x2={width - 12} y1={y(top * part)} y2={y(top * part)} /><text x={left - 6} y={y(top * part) + 4} text-anchor="end">{(top * part).toLocaleString('en')}</text></g>)}
      {ticks.map((at) => <text class="tick" key={at} x={x(at)} y={height - 6} text-anchor="middle">{clock(at)}</text>)}
      <path class="area" d={`M${x(first)},${y(0)} ${points.map((point) => `L${x(point.at).toFixed(1)},${y(point.value).toFixed(1)}`).join(' ')} L${x(last)},${y(0)}Z`} />
      <path class="stroke" d={points.map((point, at) => `${at ? 'L' : 'M'}${x(point.at).toFixed(1)},${y(point.value).toFixed(1)}`).join(' ')} />
      {points.length < 40 && points.map((point) => <circle key={point.at} cx={x(point.at)} cy={y(point.value)} r="2.5"><title>{`${clock(point.at)} ${point.value} ${unit}`}</title></circle>)}
    </svg>}
  </figure>;
}
