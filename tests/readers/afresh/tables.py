"""tables.py - every table of an export, worked out afresh from study.db; shares no code with the exporter

A table is a function from the record to its rows, each a dictionary of cells by the columns' names.
"""
from afresh.events import answers, deviations, events, gaps
from afresh.measures import gradients, measures
from afresh.phases import phases
from afresh.refills import refills
from afresh.series import samples, samples_1hz
from afresh.study import amendments, participants, sessions, trials
from afresh.wide import wide

# All but samples, which a workbook does not have.
TABLES = (participants, sessions, trials, phases, measures, gradients, refills, wide, answers, events, deviations, gaps,
          amendments, samples_1hz)
