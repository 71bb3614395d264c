"""Times scikit-learn's fits: sklearn_bench.py SAMPLES COLUMNS C TOLERANCE ROUNDS, with the label in the last column."""
import sys
import time
import warnings

import numpy as np
import sklearn
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

file, columns, c, tolerance, rounds = sys.argv[1], int(sys.argv[2]), *map(float, sys.argv[3:6])
data = np.fromfile(file, dtype="<f8").reshape(-1, columns)
x, y = np.ascontiguousarray(data[:, :-1]), data[:, -1].astype(np.int64)
del data


def best(make):
    least = float("inf")
    for _ in range(int(rounds)):
        model = make()
        start = time.perf_counter()
        model.fit(x, y)
        least = min(least, time.perf_counter() - start)
    return model, least


print(f"version={sklearn.__version__}")
model, seconds = best(GaussianNB)
print(f"bayes.seconds={seconds}")
print(f"bayes.accuracy={model.score(x, y)}")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    model, seconds = best(lambda: LogisticRegression(C=c, tol=tolerance, max_iter=1000))
scores = model.decision_function(x)
loss = (logsumexp(scores, axis=1) - scores[np.arange(len(y)), y]).sum()
print(f"logistic.seconds={seconds}")
print(f"logistic.objective={0.5 * (model.coef_ ** 2).sum() + c * loss}")
print(f"logistic.accuracy={model.score(x, y)}")
print(f"logistic.steps={model.n_iter_[0]}")
