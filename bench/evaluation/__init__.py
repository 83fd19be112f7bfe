"""The parts of `bench.quality`: questions with their truth, and the figures of the answers to them.

targets             the floor and the goal of every figure, and the table that shows them
metrics             shares, AUROC, and the reliability diagram
judged_answers      answers with the language model that `JUDGE_URL` names, if any
reader_questions    questions as readers type them (`bench/questions/*.jsonl`), and the archives that they are asked of
reader_scoring      answers to them, compared with the truth

evidence_cases      questions with the sentences that are read for them
regression          regressions, and folds for cross-validation
evidence_fitting    weights of evidence from cases, and figures of questions that they were not fitted to

verbs                       verbs of news, in groups that mean about the same
stem_sets                   which articles say certain words, and how words are capitalized
facts                       who did what: facts of an archive's own sentences
counterfactual_questions    true questions about facts, and false ones with one part swapped
counterfactual_scoring      answers to both

retrieval           how well articles are found, beside three baselines
abstention          whether questions are answered where the archive has an answer, and only there
seed_questions      questions over `seeds/`
"""
