/** An object has one alarm. Parts that each want to be woken share it: it is set for the earliest of their times. */
export interface Alarm {
  setAlarm(at: number): void;
  clearAlarm(): void;
}

/** @param alarm the object's own, which nobody else sets. What was set before this object woke is not known here. */
export function shareAlarm(alarm: Alarm): { part(): Alarm; rang(): void } {
  const times = new Map<object, number>();
  const apply = () => (times.size > 0 ? alarm.setAlarm(Math.min(...times.values())) : alarm.clearAlarm());
  return {
    part() {
      const part = {};
      return {
        setAlarm(at) {
          times.set(part, at);
          apply();
        },
        clearAlarm() {
          times.delete(part);
          apply();
        },
      };
    },
    /** It is gone for all of them: each is to look what there is to do, and to set it anew. */
    rang: () => times.clear(),
  };
}
