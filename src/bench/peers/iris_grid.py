"""scikit-learn: GridSearchCV over C x penalty of LogisticRegression on iris.

--mode as-written    the seed example word for word: prints what the library prints and which fits fail
--mode corrected     l1 and l2 with a solver that takes both (saga), run to convergence: the reference table
--mode liblinear     one-vs-rest liblinear, the other solver that takes both"""
import argparse
import time
import warnings

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--mode", default="as-written", choices=["as-written", "corrected", "liblinear"])
p.add_argument("--max-iter", type=int, default=100000)
p.add_argument("--tol", type=float, default=1e-6)
p.add_argument("--n-jobs", type=int, default=None)
p.add_argument("--seed", type=int, default=0)
a = p.parse_args()

import numpy as np
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier

import shared

x, y = load_iris(return_X_y=True)
c_values = [0.001, 0.01, 0.1, 1, 10, 100]
prefix = ""
if a.mode == "as-written":
    model, grid = LogisticRegression(), {"C": c_values, "penalty": ["l1", "l2"]}
elif a.mode == "corrected":
    # since 1.8 the penalty is spelt l1_ratio: 1 is l1, 0 is l2
    model = LogisticRegression(solver="saga", max_iter=a.max_iter, tol=a.tol, random_state=a.seed)
    grid = {"C": c_values, "l1_ratio": [1.0, 0.0]}
else:
    prefix = "estimator__"
    model = OneVsRestClassifier(LogisticRegression(solver="liblinear", max_iter=a.max_iter, tol=a.tol,
                                                   random_state=a.seed))
    grid = {"estimator__C": c_values, "estimator__l1_ratio": [1.0, 0.0]}

search = GridSearchCV(model, grid, cv=5, n_jobs=a.n_jobs)
error = None
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    start = time.perf_counter()
    try:
        search.fit(x, y)
    except Exception as e:
        error = f"{type(e).__name__}: {e}"
    fit_s = time.perf_counter() - start

seen = {}
for w in caught:
    lines = str(w.message).strip().splitlines()
    # the traceback of a failed fit holds paths: its first and last lines say it all
    text = f"{w.category.__name__}: " + " ... ".join([lines[0]] + [s for s in lines[1:] if "Error:" in s])
    seen[text] = seen.get(text, 0) + 1
table = []
results = getattr(search, "cv_results_", None)
if results:
    for i, params in enumerate(results["params"]):
        penalty = params.get(prefix + "penalty") or ("l1" if params[prefix + "l1_ratio"] == 1 else "l2")
        folds = [float(results[f"split{k}_test_score"][i]) for k in range(5)]
        mean = float(results["mean_test_score"][i])
        table.append({"C": params[prefix + "C"], "penalty": penalty,
                      "mean_test_score": None if np.isnan(mean) else mean,
                      "fold_scores": None if np.isnan(mean) else folds,
                      "rank": int(results["rank_test_score"][i])})
shared.report(workload="iris-grid", peer="scikit-learn", options=vars(a), fit_s=fit_s, error=error,
              best_params={k.removeprefix(prefix): v for k, v in getattr(search, "best_params_", {}).items()},
              best_score=getattr(search, "best_score_", None), table=table, warnings=seen,
              versions=shared.versions("scikit-learn", "scipy", "numpy"))
