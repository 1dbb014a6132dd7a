import { useSignal } from '@preact/signals';
import { fileProblem } from '../../shared/messages/index.ts';
import type { Result } from '../../shared/operations.ts';
import {
  type Disconnected,
  inputsOf,
  type ToolList,
  type ToolRequest,
  type ToolRow,
  whatIsWritten,
} from '../../shared/tools.ts';
import { call, said, t } from '../store.ts';
import { Field } from './fields.tsx';
import { RowCopy, RowWords, Section, Shortened } from './rows.tsx';

type Change = <T>(request: Promise<Result<T>>) => Promise<Result<T>>;

/** One row a tool: what it does to which file, its state, and the way to connect or disconnect it. */
export function ToolRows(props: { list: ToolList; hasWorkspace: boolean; onChange: Change }) {
  const {
    list: { rows, shellLine },
    hasWorkspace,
    onChange,
  } = props;
  // Only docker and .env files are of use to a profile without a workspace.
  const shown = rows.filter(({ tool }) => hasWorkspace || inputsOf(tool).includes('file'));
  const isConfig = ({ tool }: ToolRow) => tool === 'databrickscfg';
  // By its number: connected or not, a tool's first row stays the same one, and keeps the focus.
  const row = (entry: ToolRow, index: number, all: readonly ToolRow[]) => {
    const number = index - all.findIndex(({ tool }) => tool === entry.tool);
    return <Tool key={`${entry.tool} ${number}`} row={entry} onChange={onChange} />;
  };
  return (
    <Section>
      {shown.filter(isConfig).map(row)}
      {hasWorkspace ? (
        <RowCopy icon="terminal" label={t('tools.names.azure-cli')} about={shellLine} copies={shellLine} />
      ) : null}
      {shown.filter((entry) => !isConfig(entry)).map(row)}
      {hasWorkspace ? (
        <RowCopy
          icon="terminal"
          label={t('window.connect.commands')}
          about="entra-token exec -- dbt run"
          copies="entra-token exec -- "
        />
      ) : null}
    </Section>
  );
}

function Tool({ row, onChange }: { row: ToolRow; onChange: Change }) {
  const isAsking = useSignal(false);
  const outcome = useSignal<Disconnected | undefined>(undefined);
  const { tool, file, place, state, failure } = row;
  const name = t(`tools.names.${tool}`);
  const isOff = state === 'off';
  const isGood = state === 'connected' || state === 'waiting';
  const connect = async (input: Omit<ToolRequest, 'tool'>) => {
    const answer = await onChange(call('tool.connect', { tool, ...input }));
    if (!answer.ok) return;
    isAsking.value = false;
    outcome.value = undefined;
    said.value = `${name}: ${t('tools.state.connected')}`;
  };
  const disconnect = async () => {
    if (file === undefined) return;
    const answer = await onChange(call('tool.disconnect', { kind: tool, file, place }));
    if (!answer.ok) return;
    outcome.value = answer.value;
    said.value = `${name}: ${t('tools.state.off')}`;
  };
  const label = t(
    isAsking.value ? 'window.cancel' : isOff ? 'window.connect.connect' : 'window.connect.disconnect',
  );
  const what = t('tools.writes', { what: whatIsWritten(row), file: file ?? t('tools.yourFile') });
  return (
    <div class="row wraps">
      <RowWords
        icon={isOff ? 'tools' : isGood ? 'check' : 'warning'}
        iconClass={isOff ? 'quiet' : isGood ? 'good' : 'warn'}
        label={name}
        about={isOff || !file ? undefined : <Shortened text={file} />}
      />
      <button
        type="button"
        class="button slim"
        aria-label={t('app.labelled', { label, value: isOff ? name : `${name} ${place}` })}
        {...(isOff && inputsOf(tool).length > 0 ? { 'aria-expanded': isAsking.value } : {})}
        onClick={() => {
          if (!isOff) return void disconnect();
          if (inputsOf(tool).length === 0) return void connect({});
          isAsking.value = !isAsking.value;
        }}
      >
        {label}
      </button>
      {isOff ? (
        <p class="quiet small whole">
          {outcome.value === 'left' ? `${t('window.connect.left')} ` : null}
          {what}
          {tool === 'databrickscfg' ? `. ${t('window.connect.turnsOn')}` : null}
        </p>
      ) : (
        <p class={`small whole ${isGood ? 'quiet' : 'warn'}`}>
          {state === 'connected' ? place : `${place} · ${stateInWords()}`}
        </p>
      )}
      {isOff && isAsking.value ? <Inputs row={row} onSubmit={connect} /> : null}
    </div>
  );

  function stateInWords(): string {
    const label = t(`tools.state.${state}`);
    if (!failure) return label;
    const value = fileProblem(failure.cause, t) ?? failure.params?.cause ?? failure.code;
    return t('app.labelled', { label, value });
  }
}

/** What a person has to say before a tool can be connected. */
function Inputs(props: { row: ToolRow; onSubmit: (input: Omit<ToolRequest, 'tool'>) => Promise<void> }) {
  const {
    row: { tool },
    onSubmit,
  } = props;
  return (
    <form
      class="whole"
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit(Object.fromEntries(new FormData(event.currentTarget)) as Omit<ToolRequest, 'tool'>);
      }}
    >
      {inputsOf(tool).map((input) => (
        <Field key={input} name={input} label={t(`tools.inputs.${input}`)} placeholder={EXAMPLES[input]} />
      ))}
      <button type="submit" class="button primary">
        {t('window.connect.connect')}
      </button>
    </form>
  );
}

const EXAMPLES = {
  file: '~/project/.env',
  httpPath: '/sql/1.0/warehouses/…',
  schema: 'default',
} as const;
