import { EventEmitter } from 'node:events';
import type { MenuItemView } from '../desktop.ts';
import { app } from './app.ts';
import { hostEvent } from './event.ts';
import { loudClass, missingApi } from './missing.ts';
import { focusedWindow } from './windows.ts';

type Type = Electron.MenuItem['type'];
type Role = NonNullable<Electron.MenuItemConstructorOptions['role']>;

const ROLE_LABELS: Partial<Record<Role, string>> = {
  quit: 'Quit',
  close: 'Close Window',
  minimize: 'Minimize',
  about: 'About',
  hide: 'Hide',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  editMenu: 'Edit',
  viewMenu: 'View',
  windowMenu: 'Window',
};

/** What choosing an item of a role does; the other roles act inside pages or on other platforms. */
function performRole(role: Role): void {
  const key = role.toLowerCase();
  if (key === 'quit') app.quit();
  else if (key === 'close') focusedWindow()?.close();
  else if (key === 'minimize') focusedWindow()?.minimize();
  else throw missingApi(`menu role ${role}`);
}

let lastCommandId = 0;

/** Electron's `MenuItem`. */
export class MenuItem
  implements
    Pick<
      Electron.MenuItem,
      | 'accelerator'
      | 'accessibilityLabel'
      | 'checked'
      | 'click'
      | 'commandId'
      | 'enabled'
      | 'id'
      | 'label'
      | 'registerAccelerator'
      | 'sublabel'
      | 'toolTip'
      | 'type'
      | 'userAccelerator'
      | 'visible'
    >
{
  accelerator: string | null;
  accessibilityLabel: string;
  readonly commandId: number = ++lastCommandId;
  enabled: boolean;
  icon: Electron.NativeImage | string | undefined;
  id: string;
  label: string;
  menu: Menu | undefined;
  registerAccelerator: boolean;
  role: Role | undefined;
  sublabel: string;
  submenu: Menu | undefined;
  toolTip: string;
  type: Type;
  readonly userAccelerator: string | null = null;
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
    this.label = options.label ?? (options.role ? (ROLE_LABELS[options.role] ?? options.role) : '');
    this.id = options.id ?? '';
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.accessibilityLabel = options.accessibilityLabel ?? '';
    this.accelerator = options.accelerator ?? null;
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.icon = options.icon;
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
export class Menu
  extends EventEmitter
  implements Pick<Electron.Menu, 'append' | 'insert' | 'popup' | 'closePopup' | 'getMenuItemById' | 'items'>
{
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
      if (entry instanceof MenuItem) menu.#insert(menu.ownItems.length, entry);
      else {
        const options = entry as Electron.MenuItemConstructorOptions;
        if (!options.label && !options.role && !options.type) {
          throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
        }
        menu.#insert(menu.ownItems.length, new MenuItem(options));
      }
    }
    return menu;
  }
  static setApplicationMenu(menu: Electron.Menu | null): void {
    applicationMenu = menu as unknown as Menu | null;
  }
  static getApplicationMenu(): Electron.Menu | null {
    return applicationMenu as unknown as Electron.Menu | null;
  }

  get items(): Electron.MenuItem[] {
    return this.ownItems as unknown as Electron.MenuItem[];
  }
  append(item: Electron.MenuItem): void {
    this.#insert(this.ownItems.length, item as unknown as MenuItem);
  }
  insert(position: number, item: Electron.MenuItem): void {
    this.#insert(position, item as unknown as MenuItem);
  }
  getMenuItemById(id: string): Electron.MenuItem | null {
    for (const item of this.ownItems) {
      if (item.id === id) return item as unknown as Electron.MenuItem;
      const below = item.submenu?.getMenuItemById(id);
      if (below) return below;
    }
    return null;
  }
  popup(): void {
    this.willShow();
  }
  closePopup(): void {
    this.emit('menu-will-close', hostEvent({}));
  }

  /** What Electron does before a menu is seen. */
  willShow(): void {
    this.emit('menu-will-show', hostEvent({}));
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

  #insert(position: number, item: MenuItem): void {
    item.menu = this;
    this.ownItems.splice(position, 0, item);
  }
}
loudClass('MenuItem', MenuItem);
loudClass('Menu', Menu);

const SHOWN_TYPES = ['normal', 'separator', 'submenu', 'checkbox', 'radio'] as const;

/** The visible entries of a menu, as the driver reports them. */
export function viewOf(menu: Menu): MenuItemView[] {
  return menu.ownItems
    .filter(({ visible }) => visible)
    .map((item) => ({
      ...(item.id && { id: item.id }),
      label: item.label,
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
    // An ampersand marks the next letter as the keyboard's; people do not see it.
    const isMeant = ({ id, label }: MenuItem) =>
      id === step || label === step || label.replace(/&(.)/g, '$1') === step;
    found = items.find((item) => item.visible && isMeant(item));
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
