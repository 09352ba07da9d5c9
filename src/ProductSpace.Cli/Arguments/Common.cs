using System.CommandLine;
using ProductSpace.Cli.Output;
using ProductSpace.Training;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options and arguments that several verbs share.</summary>
internal static class Common
{
    public static Argument<string> Snapshot() => new("snapshot")
    {
        Description = "Snapshot file (.psx), or a folder of generations for its current one.",
    };

    public static Argument<string> Model() =>
        new("model") { Description = "Model folder, as `train` and `import` write it." };

    public static Argument<string> Folder() =>
        new("folder") { Description = "Folder of generations, as `publish` fills it." };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON for programs instead of text." };

    /// <summary>Returns an option with a value where it is not given.</summary>
    public static Option<T> Option<T>(string name, string description, T otherwise) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };

    /// <summary>Returns the space that an option names: similar or next.</summary>
    public static Space SpaceOf(string? name) => name == "similar" ? Space.Similar : Space.Next;

    /// <summary>Parses an option with a parser of catalogue cells, and reports its errors as wrong usage.</summary>
    public static T Cell<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (BuildInputException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    /// <summary>Returns options that pass their own check, and reports what it refuses as wrong usage.</summary>
    public static T Checked<T>(T options, Action<T> check)
    {
        try
        {
            check(options);
            return options;
        }
        catch (Exception exception) when (exception is ArgumentException or TrainingInputException)
        {
            throw new UsageException(exception.Message);
        }
    }

    /// <summary>Adds options to a verb; its help lists them in this order.</summary>
    public static void AddOptions(this Command verb, params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            verb.Options.Add(option);
        }
    }

    public static TextWriter Out(this ParseResult parsed) => parsed.InvocationConfiguration.Output;

    /// <summary>Creates the progress line: on the error stream, and only on a terminal.</summary>
    public static ConsoleProgress Progress(this ParseResult parsed)
    {
        // The line moves the cursor back, which no text of a line may do.
        TextWriter error = parsed.InvocationConfiguration.Error;
        error = error is PrintableWriter printable ? printable.Inner : error;
        return new ConsoleProgress(
            error,
            isTerminal: error == Console.Error && !Console.IsErrorRedirected,
            (parsed.InvocationConfiguration as WatchedConfiguration)?.Watcher);
    }
}
