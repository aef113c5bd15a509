interface ChoiceProps {
  /** For those who do not see what it is. */
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly set: (value: string) => void;
}

/** One of several texts. */
export function Choice({ label, value, options, set }: ChoiceProps) {
  return (
    <label>
      <span class="unseen">{label}</span>
      <select value={value} onChange={({ currentTarget }) => set(currentTarget.value)}>
        {options.map(option => <option key={option}>{option}</option>)}
      </select>
    </label>
  );
}
