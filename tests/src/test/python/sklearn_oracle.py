"""Fits scikit-learn's probes to a file of samples and prints what they learnt, one named row of numbers a line.

usage: sklearn_oracle.py SAMPLES C   with the label in the last column
"""
import sys
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

data = np.loadtxt(sys.argv[1], delimiter=",")
c = float(sys.argv[2])
x, y = data[:, :-1], data[:, -1].astype(int)


def say(name, numbers):
    print(name, *(repr(float(number)) for number in np.ravel(numbers)))


bayes = GaussianNB(var_smoothing=1e-9).fit(x, y)
say("bayes.epsilon", [bayes.epsilon_])
say("bayes.prior", bayes.class_prior_)
say("bayes.mean", bayes.theta_)
say("bayes.variance", bayes.var_)
say("bayes.probability", bayes.predict_proba(x))
say("bayes.score", [bayes.score(x, y)])

pieces = GaussianNB(var_smoothing=0)
third = len(x) // 3
for part in (slice(0, third), slice(third, 2 * third), slice(2 * third, None)):
    pieces.partial_fit(x[part], y[part], classes=np.unique(y))
say("pieces.mean", pieces.theta_)
say("pieces.variance", pieces.var_)

pooled = bayes.class_prior_ @ bayes.var_
scores = np.log(bayes.class_prior_) - 0.5 * (((x[:, None, :] - bayes.theta_) ** 2) / pooled).sum(axis=2)
say("pooled.difference", scores - scores[:, :1])

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for name, solver in (("lbfgs", "lbfgs"), ("newton", "newton-cg")):
        logistic = LogisticRegression(C=c, solver=solver, tol=1e-9, max_iter=1000 if solver == "lbfgs" else 100).fit(x, y)
        say(name + ".weights", logistic.coef_)
        say(name + ".bias", logistic.intercept_)
        say(name + ".probability", logistic.predict_proba(x))
        say(name + ".score", [logistic.score(x, y)])
