"""Tables of what play.py played: regrets, mean ranks with confidence intervals, paired tests, time of a suggestion.

    python3 report.py --samplers luthier-auto,optuna-tpe --problems tables --against optuna-tpe --json figures.json

Only the studies count that all of the samplers have played: the same problems with the same seeds. Regrets are normalized:
0 is a problem's best and 1 the median over its space."""
import argparse
import json
import math
import pathlib
import random
import statistics
import sys

import play

# What is added before a geometric mean, which else has no finite value where the best was found.
OFFSET = 1e-4


def read(results, sampler, name):
    studies = {}
    for file in pathlib.Path(results, sampler, name).glob("*.json"):
        study = json.loads(file.read_text())
        studies[study["seed"]] = study
    return studies


def ranks(values):
    """From 1 for the least; equal values share their mean rank."""
    return [sum(other < value for other in values) + (sum(other == value for other in values) + 1) / 2
            for value in values]


def interval(by_problem, dice, draws=1000):
    """95% of the means over problems when each problem's seeds are drawn anew, with replacement."""
    means = sorted(statistics.fmean(statistics.fmean(dice.choices(values, k=len(values))) for values in by_problem)
                   for _ in range(draws))
    return means[int(0.025 * draws)], means[int(0.975 * draws)]


def p_value(differences, dice, draws=10_000):
    """One-sided: how often a mean as low comes about when each difference's sign is drawn at random."""
    observed = sum(differences)
    count = sum(sum(d if dice.random() < 0.5 else -d for d in differences) <= observed for _ in range(draws))
    return (count + 1) / (draws + 1)


def figures(studies, names, samplers, trials, against):
    """By sampler; `studies` by sampler, problem and seed."""
    dice = random.Random(0)
    regrets, placed = {s: [] for s in samplers}, {s: [] for s in samplers}
    for name in names:
        seeds = sorted(set.intersection(*(set(studies[s][name]) for s in samplers)))
        rows = [[studies[s][name][seed]["regrets"][trials - 1] for s in samplers] for seed in seeds]
        if not rows:
            raise SystemExit(f"no seed of {name} was played by all of {', '.join(samplers)}")
        rank_rows = [ranks(row) for row in rows]
        for i, s in enumerate(samplers):
            regrets[s].append([row[i] for row in rows])
            placed[s].append([row[i] for row in rank_rows])
    answer = {}
    for s in samplers:
        flat = [value for values in regrets[s] for value in values]
        answer[s] = {
            "regret": statistics.fmean(statistics.fmean(values) for values in regrets[s]),
            "geometric": math.exp(statistics.fmean(math.log(value + OFFSET) for value in flat)),
            "rank": statistics.fmean(statistics.fmean(values) for values in placed[s]),
            "rank_interval": interval(placed[s], dice),
            "by_problem": {name: statistics.fmean(values) for name, values in zip(names, regrets[s])},
            "studies": len(flat),
        }
        if against and s != against:
            other = [value for values in regrets[against] for value in values]
            answer[s]["p_regret"] = p_value([a - b for a, b in zip(flat, other)], dice)
            answer[s]["p_logarithm"] = p_value(
                [math.log(a + OFFSET) - math.log(b + OFFSET) for a, b in zip(flat, other)], dice)
    return answer


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", default=str(play.HOME / "target/bench/search"))
    parser.add_argument("--samplers", required=True, help="as their folders in --results are named")
    parser.add_argument("--problems", required=True)
    parser.add_argument("--trials", default="30,50,100")
    parser.add_argument("--against", help="p values are of being better than this sampler")
    parser.add_argument("--json", help="figures go to this file, too")
    options = parser.parse_args()
    samplers, names = options.samplers.split(","), play.names_of(options.problems)
    studies = {s: {name: read(options.results, s, name) for name in names} for s in samplers}
    milliseconds = {
        s: 1000 * statistics.median(second for name in names for study in studies[s][name].values()
                                    for second in study["seconds"][20:] or study["seconds"]) for s in samplers}
    every = {}
    for trials in map(int, options.trials.split(",")):
        every[trials] = figures(studies, names, samplers, trials, options.against)
        print(f"\nafter {trials} trials\n")
        header = ["sampler", "studies", "mean regret", "geometric", "mean rank (95%)", "p regret", "p log", "ms", *names]
        print("| " + " | ".join(header) + " |\n|" + "---|" * len(header))
        for s, found in sorted(every[trials].items(), key=lambda item: item[1]["rank"]):
            found["milliseconds"] = milliseconds[s]
            low, high = found["rank_interval"]
            cells = [s, str(found["studies"]), f"{found['regret']:.4f}", f"{found['geometric']:.4f}",
                     f"{found['rank']:.2f} ({low:.2f}-{high:.2f})",
                     f"{found['p_regret']:.4f}" if "p_regret" in found else "",
                     f"{found['p_logarithm']:.4f}" if "p_logarithm" in found else "",
                     f"{milliseconds[s]:.1f}", *(f"{found['by_problem'][name]:.4f}" for name in names)]
            print("| " + " | ".join(cells) + " |")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(every, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
