/** A combination of keys: "Alt+Shift+E". */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-1">
      {keys.split("+").map((one) => (
        <kbd key={one} className="rounded-sm border border-current px-1 font-sans text-xs opacity-80">
          {one}
        </kbd>
      ))}
    </span>
  );
}
