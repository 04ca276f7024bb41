// OpenSeadragon around one page: a small proxy first, tiles over it, boxes in pixels of the page as scanned, a camera that goes to a box.
import OpenSeadragon from 'openseadragon';
import type { Box } from '../contract';

export interface Sight { claim: number; n: number; width: number; height: number; rotation: number; key: string }
export interface Mark { box: Box; kind: 'now' | 'open' | 'proved' | 'seal' | 'shown'; label?: string }

// Tiles that come after one has turned the page are no news to anybody; those that a lost connection kept back are asked for again.
const quiet = () => undefined;
(OpenSeadragon as unknown as { console: object }).console = { log: quiet, debug: quiet, info: quiet, warn: quiet, assert: quiet, error: quiet };

const svg_space = 'http://www.w3.org/2000/svg';
const tile_size = 256;

export class PageViewer {
  private viewer: OpenSeadragon.Viewer;
  private drawing_layer: SVGSVGElement;
  private sight?: Sight;
  private tiles?: OpenSeadragon.TiledImage;
  private proxy?: OpenSeadragon.TiledImage;
  private marks: Mark[] = [];
  private waiting?: Box | null;
  private wanted = 0;
  private band?: { from: [number, number]; shape: SVGRectElement };
  private on_drawn?: (box: Box) => void;
  private watcher: ResizeObserver;
  private some_failed = false;
  ready_ms = 0;

  constructor(private place: HTMLElement, private on_ready: (milliseconds: number) => void) {
    this.viewer = OpenSeadragon({
      element: place, showNavigationControl: false, showNavigator: false, drawer: 'canvas', animationTime: 0.25, springStiffness: 9, immediateRender: false,
      minZoomImageRatio: 0.6, maxZoomPixelRatio: 3, visibilityRatio: 0.4, constrainDuringPan: false, blendTime: 0, alwaysBlend: false, preserveImageSizeOnResize: true,
      imageLoaderLimit: 4, maxImageCacheCount: 120, keyboardNavEnabled: false, timeout: 20000, autoResize: true,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true }, crossOriginPolicy: false, ajaxWithCredentials: false,
    } as OpenSeadragon.Options);
    // The canvas is a picture for the eye; what it shows stands as text in the fields beside it. The focus stays out of it.
    this.viewer.canvas.setAttribute('tabindex', '-1');
    this.viewer.canvas.removeAttribute('role');
    this.drawing_layer = document.createElementNS(svg_space, 'svg');
    this.drawing_layer.setAttribute('class', 'boxes');
    this.drawing_layer.setAttribute('aria-hidden', 'true');
    place.append(this.drawing_layer);
    for (const event of ['update-viewport', 'animation', 'resize', 'rotate'] as const) this.viewer.addHandler(event, () => this.draw());
    this.viewer.addHandler('tile-load-failed', () => { this.some_failed = true; });
    this.watcher = new ResizeObserver(() => requestAnimationFrame(() => this.aim(true)));
    this.watcher.observe(place);
  }

  destroy() {
    this.watcher.disconnect();
    this.end_drawing();
    this.drawing_layer.remove();
    this.viewer.destroy();
  }

  private address = (what: string) => `/api/claims/${this.sight!.claim}/pages/${this.sight!.n}/${what}`;

  show(sight: Sight) {
    if (this.sight?.key === sight.key) {
      if (this.sight.rotation !== sight.rotation) { this.sight = sight; this.viewer.viewport.setRotation(-sight.rotation, true); this.aim(true); }
      return;
    }
    this.sight = sight;
    this.tiles = this.proxy = undefined;
    this.place.dataset.sharp = '';
    const wanted = ++this.wanted, started = performance.now();
    this.viewer.world.removeAll();
    const level_max = Math.ceil(Math.log2(Math.max(sight.width, sight.height, 1)));
    let told = false;
    const tell = () => { if (!told && wanted === this.wanted) { told = true; this.ready_ms = performance.now() - started; this.on_ready(this.ready_ms); } };
    this.viewer.addTiledImage({
      tileSource: { type: 'image', url: this.address('proxy.jpg'), buildPyramid: false } as unknown as string,
      x: 0, y: 0, width: 1, index: 0,
      success: (event: Event) => {
        if (wanted !== this.wanted) return;
        this.proxy = (event as unknown as { item: OpenSeadragon.TiledImage }).item;
        this.proxy.addOnceHandler('fully-loaded-change', () => requestAnimationFrame(tell));
        this.aim(true);
      },
      error: () => { this.some_failed = true; tell(); },
    } as Parameters<OpenSeadragon.Viewer['addTiledImage']>[0]);
    this.viewer.addTiledImage({
      tileSource: {
        width: sight.width, height: sight.height, tileSize: tile_size, tileOverlap: 0, minLevel: Math.min(9, level_max), maxLevel: level_max,
        getTileUrl: (level: number, x: number, y: number) => this.tile_address(sight, level, x, y),
      } as unknown as string,
      x: 0, y: 0, width: 1, index: 1,
      success: (event: Event) => {
        if (wanted !== this.wanted) return;
        this.tiles = (event as unknown as { item: OpenSeadragon.TiledImage }).item;
        // Which page, and whether all that is in sight of it is there in full sharpness: for measuring.
        this.tiles.addHandler('fully-loaded-change', (change) => { if (wanted === this.wanted) this.place.dataset.sharp = (change as unknown as { fullyLoaded: boolean }).fullyLoaded ? sight.key : ''; });
        this.viewer.viewport.setRotation(-sight.rotation, true);
        this.aim(true);
      },
    } as Parameters<OpenSeadragon.Viewer['addTiledImage']>[0]);
  }

  // What did not come is asked for once more.
  again() {
    const sight = this.sight;
    if (!sight || !this.some_failed) return;
    this.some_failed = false;
    this.sight = undefined;
    this.show(sight);
  }

  private tile_address(sight: Sight, level: number, x: number, y: number) {
    return `/api/claims/${sight.claim}/pages/${sight.n}/tiles/${level}/${x}_${y}.jpg`;
  }

  // null: the whole page.
  look_at(box: Box | null, at_once = false) {
    this.waiting = box;
    this.aim(at_once);
  }

  private aim(at_once: boolean) {
    const sight = this.sight, viewport = this.viewer.viewport;
    if (!sight || !(this.tiles ?? this.proxy) || this.waiting === undefined) return;
    const turned = sight.rotation % 180 !== 0;
    const shape = viewport.getContainerSize();
    if (shape.x < 2 || shape.y < 2) return;
    const page_w = turned ? sight.height : sight.width, page_h = turned ? sight.width : sight.height;
    let center = new OpenSeadragon.Point(0.5, sight.height / sight.width / 2);
    let across = Math.max(page_w, page_h * shape.x / shape.y) * 1.02;  // pixels of the page that the view is wide
    if (this.waiting) {
      const [x, y, w, h] = this.waiting;
      center = new OpenSeadragon.Point((x + w / 2) / sight.width, (y + h / 2) / sight.width);
      const box_w = turned ? h : w, box_h = turned ? w : h;
      // The box large enough to read, its neighbours around it.
      across = Math.min(across, Math.max(box_w * 1.7, box_h * 9 * shape.x / shape.y, page_w * 0.55));
    }
    // The view stays on the page as far as the page reaches.
    const half_w = across / sight.width / 2, half_h = half_w * shape.y / shape.x, tall = sight.height / sight.width;
    const held = (value: number, half: number, extent: number) => (extent <= 2 * half ? extent / 2 : Math.min(Math.max(value, half), extent - half));
    center = new OpenSeadragon.Point(held(center.x, turned ? half_h : half_w, 1), held(center.y, turned ? half_w : half_h, tall));
    viewport.zoomTo(sight.width / across, undefined, at_once);
    viewport.panTo(center, at_once);
    if (at_once) viewport.applyConstraints(true);
    this.draw();
  }

  zoom(factor: number) { this.viewer.viewport.zoomBy(factor); this.waiting = undefined; }
  pan(x: number, y: number) {
    const viewport = this.viewer.viewport;
    this.waiting = undefined;
    viewport.panBy(viewport.deltaPointsFromPixels(new OpenSeadragon.Point(x, y)));
  }

  mark(marks: Mark[]) { this.marks = marks; this.draw(); }

  private on_screen(x: number, y: number): OpenSeadragon.Point {
    return this.viewer.viewport.viewportToViewerElementCoordinates(new OpenSeadragon.Point(x / this.sight!.width, y / this.sight!.width));
  }

  private draw() {
    const layer = this.drawing_layer;
    if (!this.sight || !(this.tiles ?? this.proxy)) { layer.replaceChildren(); return; }
    while (layer.childNodes.length > this.marks.length + (this.band ? 1 : 0)) layer.firstChild!.remove();
    this.marks.forEach((mark, at) => {
      let shape = layer.childNodes[at] as SVGPolygonElement | undefined;
      if (!shape || shape.nodeName !== 'polygon') { shape = document.createElementNS(svg_space, 'polygon'); layer.insertBefore(shape, layer.childNodes[at] ?? null); }
      const [x, y, w, h] = mark.box, pad = 3;
      const corners = [[x - pad, y - pad], [x + w + pad, y - pad], [x + w + pad, y + h + pad], [x - pad, y + h + pad]] as const;
      shape.setAttribute('points', corners.map(([px, py]) => { const at_point = this.on_screen(px, py); return `${at_point.x.toFixed(1)},${at_point.y.toFixed(1)}`; }).join(' '));
      if (shape.getAttribute('class') !== mark.kind) shape.setAttribute('class', mark.kind);
    });
  }

  // A box that a person draws, in pixels of the page as scanned.
  start_drawing(on_drawn: (box: Box) => void) {
    this.end_drawing();
    this.on_drawn = on_drawn;
    this.viewer.setMouseNavEnabled(false);
    this.drawing_layer.classList.add('drawing');
    this.drawing_layer.addEventListener('pointerdown', this.pen_down);
  }
  end_drawing() {
    if (!this.on_drawn) return;
    this.on_drawn = undefined;
    this.band?.shape.remove();
    this.band = undefined;
    this.viewer.setMouseNavEnabled(true);
    this.drawing_layer.classList.remove('drawing');
    this.drawing_layer.removeEventListener('pointerdown', this.pen_down);
    this.drawing_layer.removeEventListener('pointermove', this.pen_moves);
    this.drawing_layer.removeEventListener('pointerup', this.pen_up);
  }
  private inside(event: PointerEvent): [number, number] {
    const frame = this.drawing_layer.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  }
  private pen_down = (event: PointerEvent) => {
    event.preventDefault();
    this.drawing_layer.setPointerCapture(event.pointerId);
    const shape = document.createElementNS(svg_space, 'rect');
    shape.setAttribute('class', 'band');
    this.drawing_layer.append(shape);
    this.band = { from: this.inside(event), shape };
    this.drawing_layer.addEventListener('pointermove', this.pen_moves);
    this.drawing_layer.addEventListener('pointerup', this.pen_up);
  };
  private pen_moves = (event: PointerEvent) => {
    if (!this.band) return;
    const [x0, y0] = this.band.from, [x1, y1] = this.inside(event), { shape } = this.band;
    shape.setAttribute('x', String(Math.min(x0, x1)));
    shape.setAttribute('y', String(Math.min(y0, y1)));
    shape.setAttribute('width', String(Math.abs(x1 - x0)));
    shape.setAttribute('height', String(Math.abs(y1 - y0)));
  };
  private pen_up = (event: PointerEvent) => {
    const band = this.band, tell = this.on_drawn, sight = this.sight;
    if (!band || !tell || !sight) return;
    const ends = [band.from, this.inside(event)].map(([x, y]) => {
      const point = this.viewer.viewport.viewerElementToViewportCoordinates(new OpenSeadragon.Point(x, y));
      return [point.x * sight.width, point.y * sight.width] as const;
    });
    const within = (value: number, most: number) => Math.round(Math.min(Math.max(value, 0), most));
    const x0 = within(Math.min(ends[0]![0], ends[1]![0]), sight.width), x1 = within(Math.max(ends[0]![0], ends[1]![0]), sight.width);
    const y0 = within(Math.min(ends[0]![1], ends[1]![1]), sight.height), y1 = within(Math.max(ends[0]![1], ends[1]![1]), sight.height);
    this.end_drawing();
    if (x1 - x0 >= 4 && y1 - y0 >= 4) tell([x0, y0, x1 - x0, y1 - y0]);
  };
}
