using System.CommandLine;
using ProductSpace.Cli.Catalog;
using ProductSpace.Recommendations;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Cli.Arguments;

/// <summary>The item tables that a build takes into a snapshot, and the placements that weigh them.</summary>
internal sealed class TableArguments
{
    private const int MaxTables = 4;

    private readonly Option<string[]> _tables = new("--table")
    {
        Description =
            "Item table of `learn-table`: what to show after each product, and how popular products are. Up to 4; the "
            + "popularity is that of the last one.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _placements = new("--placements")
    {
        Description =
            "JSON file of named placements: how recommendations are made in each place of the shop. Without it, the "
            + "built-in ones.",
    };

    public void AddTo(Command verb) => verb.AddOptions(_tables, _placements);

    public string[] Files(ParseResult parsed) => parsed.GetValue(_tables) ?? [];

    public string? Placements(ParseResult parsed) => parsed.GetValue(_placements);

    /// <summary>
    /// Reads tables and placements and gives them to a build, with entries for the products that were estimated.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="ofModel">Table of the model folder, which comes first; null for none.</param>
    /// <param name="builder">The build.</param>
    /// <param name="estimates">Products whose vectors were estimated; null for none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public void Use(
        ParseResult parsed,
        string? ofModel,
        ProductIndexBuilder builder,
        ColdRows? estimates,
        CancellationToken cancellationToken)
    {
        string[] files = [.. ofModel is null ? [] : new[] { ofModel }, .. Files(parsed)];
        if (files.Length > MaxTables)
        {
            throw new UsageException($"a snapshot holds up to {MaxTables} tables, {files.Length} are given");
        }

        List<string> names = [];
        foreach (string path in files)
        {
            LearnedTable table = LearnedTable.Load(path, cancellationToken);
            if (names.Contains(table.Name))
            {
                throw new UsageException(
                    $"{path}: another table has the name \"{table.Name}\" too; learn one of them with --name");
            }

            names.Add(table.Name);
            (estimates is null ? table : estimates.Model.AddTo(table, estimates.Products)).AddTo(builder);
        }

        if (Placements(parsed) is string file)
        {
            UsePlacements(file, builder, names);
        }
    }

    /// <summary>
    /// Checks the placements of a snapshot that was just built: only now is it known whether it has the categories,
    /// facets and columns that their rules name.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <exception cref="InvalidDataException">A rule does not fit the snapshot; the message names it.</exception>
    public void CheckBuilt(ParseResult parsed, string snapshot)
    {
        if (Placements(parsed) is not string file)
        {
            return;
        }

        using ProductIndex index = ProductIndex.Open(snapshot);
        try
        {
            index.PreparePlacements();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(
                $"{file}: {exception.Message}; {snapshot} is written, but this placement fails in it: correct the "
                + "rule, or let it say allowUnknown, and build again",
                exception);
        }
    }

    private static void UsePlacements(string path, ProductIndexBuilder builder, List<string> tables)
    {
        long length = new FileInfo(path).Exists ? new FileInfo(path).Length : 0;
        if (length > PlacementFile.MaxBytes)
        {
            throw new InvalidDataException($"{path}: has {length} bytes; at most {PlacementFile.MaxBytes} are read");
        }

        try
        {
            builder.UsePlacements(File.ReadAllBytes(path), tables);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }
    }
}
