using System.CommandLine;
using ProductSpace.Cli.Catalog;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Cli.Arguments;

/// <summary>The item tables that a build takes into a snapshot.</summary>
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

    public void AddTo(Command verb) => verb.Options.Add(_tables);

    public string[] Files(ParseResult parsed) => parsed.GetValue(_tables) ?? [];

    /// <summary>Reads the tables and gives them to a build, with entries for the products that were estimated.</summary>
    public void Use(
        ParseResult parsed, ProductIndexBuilder builder, ColdRows? estimates, CancellationToken cancellationToken)
    {
        string[] files = Files(parsed);
        if (files.Length > MaxTables)
        {
            throw new UsageException($"a snapshot holds up to {MaxTables} tables, {files.Length} are given");
        }

        HashSet<string> names = [];
        foreach (string path in files)
        {
            LearnedTable table = LearnedTable.Load(path, cancellationToken);
            if (!names.Add(table.Name))
            {
                throw new UsageException(
                    $"{path}: another table has the name \"{table.Name}\" too; learn one of them with --name");
            }

            (estimates is null ? table : estimates.Model.AddTo(table, estimates.Products)).AddTo(builder);
        }
    }
}
