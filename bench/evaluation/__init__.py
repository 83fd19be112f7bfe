"""What `bench.quality` is made of: questions with their truth, and the figures that answers to them give.

targets             the floor and the goal of every figure, and the table that shows them
metrics             shares, AUROC, and the reliability diagram
reader_questions    questions as readers type them (`bench/questions/*.jsonl`), and the archives that they are asked of
reader_scoring      answers to them, compared with the truth
"""
