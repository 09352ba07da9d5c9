namespace ProductSpace.Cli.Tests;

/// <summary>Keeps what is written and cancels once a line with certain words is: an interruption at a known place.</summary>
internal sealed class CancellingWriter(string words, CancellationTokenSource source) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(words, StringComparison.Ordinal) == true)
        {
            source.Cancel();
        }
    }
}
