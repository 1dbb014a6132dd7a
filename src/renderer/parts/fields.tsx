import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { t } from '../store.ts';

/** A text field: its label, what is wrong with it, and a hint. */
export function Field(props: {
  name: string;
  label: string;
  placeholder?: string;
  initial?: string;
  type?: 'password';
  complaint?: string | undefined;
  hint?: string | undefined;
  onLeave?: () => void;
}) {
  const { name, label, placeholder = '', initial = '', type, complaint, hint, onLeave } = props;
  const id = useId();
  const notes = [...(complaint ? [`${id}-complaint`] : []), ...(hint ? [`${id}-hint`] : [])];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        {...(type ? { type } : {})}
        defaultValue={initial}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        onBlur={onLeave}
        aria-invalid={complaint ? true : undefined}
        aria-describedby={notes.join(' ') || undefined}
      />
      {hint ? (
        <p id={`${id}-hint`} class="quiet small">
          {hint}
        </p>
      ) : null}
      {complaint ? (
        <p id={`${id}-complaint`} class="complaint small" role="alert">
          {complaint}
        </p>
      ) : null}
    </div>
  );
}

/** A row with one of several values. */
export function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly (readonly [value: T, label: string])[];
  onChange: (value: T) => void;
}) {
  const id = useId();
  return (
    <div class="row wraps">
      <label class="words" for={id}>
        {props.label}
      </label>
      <select
        id={id}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value as T)}
      >
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A row that is on or off. Until what was wanted is answered, it shows that, whatever state arrives meanwhile. */
export function Switch(props: {
  label: string;
  about?: string | undefined;
  isOn: boolean;
  onChange: (isOn: boolean) => Promise<unknown>;
}) {
  const id = useId();
  const wanted = useSignal<{ readonly isOn: boolean } | undefined>(undefined);
  const isOn = wanted.value?.isOn ?? props.isOn;
  const change = async (wish: { readonly isOn: boolean }) => {
    wanted.value = wish;
    await props.onChange(wish.isOn);
    if (wanted.value === wish) wanted.value = undefined;
  };
  return (
    <label class="row">
      <span class="words">
        {props.label}
        {props.about ? (
          <span id={id} class="quiet small">
            {props.about}
          </span>
        ) : null}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        aria-label={props.label}
        checked={isOn}
        onChange={(event) => void change({ isOn: event.currentTarget.checked })}
        aria-describedby={props.about && id}
      />
    </label>
  );
}

/** A whole number within bounds; anything else is complained about beside the field, and not saved. */
export function NumberField(props: {
  label: string;
  value: number;
  bounds: { readonly min: number; readonly max: number };
  onChange: (value: number) => void;
}) {
  const id = useId();
  const isWrong = useSignal(false);
  const { min, max } = props.bounds;
  return (
    <div class="row wraps">
      <label class="words" for={id}>
        {props.label}
      </label>
      <input
        id={id}
        class="number"
        inputMode="numeric"
        autocomplete="off"
        defaultValue={String(props.value)}
        onChange={(event) => {
          const text = event.currentTarget.value.trim();
          const value = Number(text);
          isWrong.value = !/^\d{1,6}$/.test(text) || value < min || value > max;
          if (!isWrong.value) props.onChange(value);
        }}
        aria-invalid={isWrong.value || undefined}
        aria-describedby={isWrong.value ? `${id}-complaint` : undefined}
      />
      {isWrong.value ? (
        <p id={`${id}-complaint`} class="complaint small whole" role="alert">
          {t('window.settings.outOfBounds', { min, max })}
        </p>
      ) : null}
    </div>
  );
}
