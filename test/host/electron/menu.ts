import { EventEmitter } from 'node:events';
import type { MenuItemView } from '../desktop.ts';
import { app } from './app.ts';
import { guise } from './guise.ts';
import { loudClass, missingApi } from './missing.ts';
import { focusedWindow } from './windows.ts';

type Type = Electron.MenuItem['type'];
type Role = NonNullable<Electron.MenuItemConstructorOptions['role']>;

/** What choosing an item of a role does; the other roles act inside pages or on other platforms. */
function performRole(role: Role): void {
  if (role === 'quit') app.quit();
  else throw missingApi(`menu role ${role}`);
}

/** A label as a person sees it: an ampersand marks the next letter as the keyboard's, and two are one. */
function shown(label: string): string {
  return label.replace(/&(.?)/g, '$1');
}

/** Electron's `MenuItem`. */
export class MenuItem
  implements Pick<Electron.MenuItem, 'checked' | 'click' | 'enabled' | 'id' | 'label' | 'type' | 'visible'>
{
  enabled: boolean;
  id: string;
  label: string;
  menu: Menu | undefined;
  role: Role | undefined;
  submenu: Menu | undefined;
  type: Type;
  visible: boolean;
  /** Chooses the item: what Electron does when a person does. */
  click: (event?: Electron.KeyboardEvent) => void;
  #checked: boolean;

  constructor(options: Electron.MenuItemConstructorOptions) {
    const { submenu } = options;
    if (submenu !== undefined)
      this.submenu = Array.isArray(submenu) ? Menu.build(submenu) : (submenu as unknown as Menu);
    this.type = options.type ?? (this.submenu ? 'submenu' : 'normal');
    if (!['normal', 'separator', 'submenu', 'checkbox', 'radio', 'header', 'palette'].includes(this.type)) {
      throw new Error(`Unknown menu item type: ${this.type}`);
    }
    if (this.type === 'submenu' && !this.submenu) throw new Error('Invalid submenu');
    this.role = options.role;
    this.label = options.label ?? options.role ?? '';
    this.id = options.id ?? '';
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.#checked = options.checked ?? false;
    this.click = (event = {}) => {
      if (this.type === 'checkbox') this.checked = !this.checked;
      if (this.type === 'radio') this.checked = true;
      if (options.click) {
        const window = focusedWindow() as unknown as Electron.BaseWindow | undefined;
        options.click(this as unknown as Electron.MenuItem, window, event);
      } else if (this.role) {
        performRole(this.role);
      }
    };
  }

  get checked(): boolean {
    return this.#checked;
  }
  set checked(checked: boolean) {
    if (this.type === 'radio' && checked) for (const item of this.#radioGroup()) item.#checked = false;
    this.#checked = checked;
  }

  /** The neighbours of type radio, this item included: of those, one is checked. */
  #radioGroup(): MenuItem[] {
    const items = this.menu?.ownItems ?? [this];
    const isRadio = (item: MenuItem | undefined): boolean => item?.type === 'radio';
    let first = items.indexOf(this);
    let last = first;
    while (isRadio(items[first - 1])) first -= 1;
    while (isRadio(items[last + 1])) last += 1;
    return items.slice(first, last + 1);
  }
}

let applicationMenu: Menu | null = null;

/** Electron's `Menu`. */
export class Menu extends EventEmitter {
  /** The items, as the host's own type. */
  readonly ownItems: MenuItem[] = [];

  static buildFromTemplate(
    template: (Electron.MenuItemConstructorOptions | Electron.MenuItem)[],
  ): Electron.Menu {
    return Menu.build(template) as unknown as Electron.Menu;
  }
  static build(template: readonly unknown[]): Menu {
    const menu = new Menu();
    for (const entry of template) {
      const options = entry as Electron.MenuItemConstructorOptions;
      if (!options.label && !options.role && !options.type) {
        throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
      }
      const item = new MenuItem(options);
      item.menu = menu;
      menu.ownItems.push(item);
    }
    return menu;
  }
  static setApplicationMenu(menu: Electron.Menu | null): void {
    applicationMenu = menu as unknown as Menu | null;
  }

  /** What Electron does before a menu is seen. */
  willShow(): void {
    this.settleRadios();
  }

  /** A group of radio items without a choice gets one. */
  settleRadios(): void {
    let group: MenuItem[] = [];
    const settle = (): void => {
      const [first] = group;
      if (first && !group.some(({ checked }) => checked)) first.checked = true;
      group = [];
    };
    for (const item of this.ownItems) {
      if (item.type === 'radio') group.push(item);
      else settle();
      item.submenu?.settleRadios();
    }
    settle();
  }
}
loudClass('MenuItem', MenuItem);
loudClass('Menu', Menu);

/** A person presses ⌘W: on macOS a key of the menu bar's, where the menu "File" has it. */
export function pressCloseKey(): void {
  if (guise.platform !== 'darwin') throw new Error('only macOS has the keys of a menu bar');
  const hasKey = applicationMenu?.ownItems.some(({ role }) => role === 'fileMenu' || role === 'close');
  if (hasKey) focusedWindow()?.close();
}

const SHOWN_TYPES = ['normal', 'separator', 'submenu', 'checkbox', 'radio'] as const;

/** The visible entries of a menu, as the driver reports them. */
export function viewOf(menu: Menu): MenuItemView[] {
  return menu.ownItems
    .filter(({ visible }) => visible)
    .map((item) => ({
      ...(item.id && { id: item.id }),
      label: shown(item.label),
      type: SHOWN_TYPES.find((type) => type === item.type) ?? 'normal',
      enabled: item.enabled,
      checked: item.checked,
      ...(item.submenu && { submenu: viewOf(item.submenu) }),
    }));
}

/**
 * Chooses an item as a person would.
 * @param menu where to begin
 * @param path labels or ids, from the outermost menu to the item
 */
export function choose(menu: Menu, path: readonly string[]): void {
  let items = menu.ownItems;
  let found: MenuItem | undefined;
  for (const step of path) {
    found = items.find((item) => item.visible && (item.id === step || shown(item.label) === step));
    if (!found) {
      const there = items.filter(({ visible }) => visible).map(({ label }) => label || '―');
      throw new Error(`no menu entry "${step}" (of ${path.join(' > ')}); there are: ${there.join(', ')}`);
    }
    if (!found.enabled) throw new Error(`menu entry "${step}" (of ${path.join(' > ')}) is disabled`);
    items = found.submenu?.ownItems ?? [];
  }
  if (!found) throw new Error('no menu entry named');
  if (found.submenu) throw new Error(`menu entry "${path.join(' > ')}" opens a submenu`);
  found.click({ triggeredByAccelerator: false });
}
