/** What a relay counts, for its operator. */
export class Figures {
  readonly #counts = new Map<string, number>();

  /** @param labels as in `{reason="rate"}` */
  add(name: FigureName, labels = '', count = 1): void {
    const key = `${name}${labels}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  /** In the text format of Prometheus. */
  text(gauges: Readonly<Record<string, number>>): string {
    const lines: string[] = [];
    for (const [name, about] of Object.entries(COUNTERS)) {
      const own = [...this.#counts].filter(([key]) => key === name || key.startsWith(`${name}{`));
      lines.push(`# HELP flowbench_relay_${name} ${about}`, `# TYPE flowbench_relay_${name} counter`);
      for (const [key, value] of own) lines.push(`flowbench_relay_${key} ${value}`);
      if (own.length === 0) lines.push(`flowbench_relay_${name} 0`);
    }
    for (const [name, value] of Object.entries(gauges)) {
      lines.push(`# TYPE flowbench_relay_${name} gauge`, `flowbench_relay_${name} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

const COUNTERS = {
  stored_total: 'Calls stored and acknowledged to their senders.',
  repeated_total: 'Deliveries that were known already.',
  passed_total: 'Calls answered by a device.',
  refused_total: 'Calls refused, by reason.',
  handed_total: 'Messages sent to devices, repetitions included.',
  acknowledged_total: 'Messages acknowledged by devices.',
  postponed_total: 'Messages that a device could not take.',
  expired_total: 'Messages given up after seven days.',
  connections_total: 'Connections of devices.',
  refused_devices_total: 'Connections refused for their key.',
} as const;
export type FigureName = keyof typeof COUNTERS;
