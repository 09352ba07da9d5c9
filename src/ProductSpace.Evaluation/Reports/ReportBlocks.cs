using ProductSpace.Evaluation.Comparing;

namespace ProductSpace.Evaluation.Reports;

/// <summary>
/// A part of a report, in the order of reading. Texts are plain; each writer escapes them its own way.
/// </summary>
internal abstract record ReportBlock;

/// <summary>A heading.</summary>
/// <param name="Text">The text.</param>
/// <param name="Level">1 for the whole report, 2 for a part of it, 3 below that.</param>
internal sealed record HeadingBlock(string Text, int Level) : ReportBlock;

/// <summary>A paragraph.</summary>
internal sealed record ParagraphBlock(string Text) : ReportBlock;

/// <summary>A table; columns but the first are numbers unless they are said to be text.</summary>
/// <param name="Columns">Heads of the columns.</param>
/// <param name="Rows">Cells, row by row.</param>
/// <param name="TextColumns">Further columns of text.</param>
/// <param name="Folded">Line that unfolds the table where the reader can do so; null for a table in view.</param>
internal sealed record TableBlock(
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<string>> Rows,
    IReadOnlyList<int>? TextColumns = null,
    string? Folded = null) : ReportBlock;

/// <summary>Curves of HR@N, one for each model.</summary>
internal sealed record ChartBlock(string Title, IReadOnlyList<ChartLine> Lines, bool IsSmall, double Top) : ReportBlock;

/// <summary>One curve.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Values">HR@N for N from 1 on.</param>
internal sealed record ChartLine(string Name, IReadOnlyList<double> Values);

/// <summary>An example session.</summary>
internal sealed record ExampleBlock(int Number, ExampleSession Session) : ReportBlock;
