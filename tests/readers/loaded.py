"""loaded.py - what load.py in this folder gave: ids are texts, times are times, numbers numbers, missing is missing"""
import sys

sys.path.insert(0, ".")
import load

assert load.participants["participant_id"].dtype == "string"
assert str(load.trials["trial_start_utc"].dtype) == "datetime64[ns, UTC]"
assert load.measures["mean"].dtype == "float64" and load.measures["n_valid"].dtype == "Int64"
assert load.trials["condition"].dtype.name == "category" and load.phases["reps_per_min"].isna().any()
assert load.trials.attrs["codes"]["counted"]["yes"] == 1 and load.measures.attrs["labels"]["delta"]
assert not load.events["text"].str.contains("^'[-=+@']", regex=True).any()
assert len(load.read_samples()) > 1000
if "1E5" in list(load.participants["participant_id"]):
    assert list(load.participants["participant_id"]) == ["1E5", "007", "MARCH1", "-A", "TRUE"]
    assert list(load.participants["code"]) == ["007", "12", "12", "NA", "1"]
    assert (load.events["text"] == '=HYPERLINK("http://example.org")').any() and load.events["text"].str.len().max() == 40000
print("load.py: types, categories and labels are there.")
