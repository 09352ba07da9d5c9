namespace ProductSpace.Training;

/// <summary>Kinds of events of a log, to be combined.</summary>
[Flags]
public enum LogEvents
{
    /// <summary>No event.</summary>
    None = 0,

    /// <summary>A product was viewed.</summary>
    View = 1,

    /// <summary>A product was put into the cart.</summary>
    Cart = 2,

    /// <summary>A product was bought.</summary>
    Purchase = 4,

    /// <summary>Every event.</summary>
    All = View | Cart | Purchase,
}
