namespace ProductSpace.Cli.Synth;

/// <summary>What a shopper did.</summary>
internal enum SessionEventType
{
    View,
    Cart,
    Purchase,
}

/// <summary>One line of the view log: Unix milliseconds, a product of the shop, and what was done.</summary>
internal readonly record struct SessionEvent(long TimeMilliseconds, int Product, SessionEventType Type);
